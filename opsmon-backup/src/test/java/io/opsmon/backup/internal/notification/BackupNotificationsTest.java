package io.opsmon.backup.internal.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.notification.BackupNotifications.When;
import io.opsmon.backup.notification.BackupNotice;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.chain.Hash;
import io.opsmon.internal.http.Webhook;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.masking.Masking;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BackupNotificationsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final HikariDataSource pool = TestDatabases.h2();
    private final BackupCatalogue catalogue = new BackupCatalogue(pool);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private volatile String answer = "ok";
    private volatile int status = 200;
    private final HttpServer server;

    BackupNotificationsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
            signatures.add(String.valueOf(exchange.getRequestHeaders().getFirst("Opsmon-Signature")));
            byte[] said = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
    }

    @BeforeEach
    void migrate() {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
    }

    @AfterEach
    void close() {
        server.stop(0);
        pool.close();
    }

    private Webhook webhook(String path) {
        return new Webhook(URI.create("http://localhost:" + server.getAddress().getPort() + path), true);
    }

    private WebhookNotifier notifier(WebhookFormat format, @Nullable String secret) {
        return new WebhookNotifier(webhook("/hook?key=k"), format, secret, CLOCK);
    }

    private static Backup backup(String id, BackupStatus status, @Nullable String problem) {
        return new Backup(
                id,
                "main",
                status,
                BackupTrigger.SCHEDULED,
                "nightly",
                null,
                "n",
                2,
                NOW,
                NOW,
                NOW.plusSeconds(9),
                null,
                status == BackupStatus.FAILED ? null : new Backup.Stored("f", "H2", null, 4_096, 2_048, 1, 1),
                problem,
                null);
    }

    private static BackupNotice notice(String problem) {
        return BackupNotice.of(
                "shop",
                new BackupEvent(Kind.FAILED, backup("b1", BackupStatus.FAILED, problem)),
                new Masking(List.of("password", "customerRef")));
    }

    private JsonNode last() {
        return JsonMapper.shared().readTree(bodies.get(bodies.size() - 1));
    }

    @Test
    void tellsNoSecrets() {
        assertThat(notice("pg_dump: connection to postgresql://app:hunter2@db/shop failed")
                        .text())
                .contains("@db/shop failed")
                .doesNotContain("hunter2");
    }

    @Test
    void speaksAsEachReceiverUnderstands() throws Exception {
        BackupNotice hostile = notice("<b>disk</b> *full* & [link](http://x)\n# new");

        notifier(WebhookFormat.SLACK, null).send(hostile);
        assertThat(last().get("text").asString())
                .contains("*Backup of main FAILED*", "&lt;b&gt;disk&lt;/b&gt;", "the schedule nightly, attempt 2");
        assertThat(queries).containsOnly("key=k");

        answer = "{\"errcode\":0}";
        notifier(WebhookFormat.DINGTALK, "secret").send(hostile);
        assertThat(last().at("/markdown/title").asString()).isEqualTo("Backup of main FAILED");
        assertThat(last().at("/markdown/text").asString())
                .contains("\\*full\\*", "\\[link\\]")
                .doesNotContain("\n# new");
        // Computed by hand according to DingTalk's documentation.
        assertThat(queries.get(1))
                .isEqualTo("key=k&timestamp=1772359200000&sign=912RMPPyAC2rIN4O0FNWri%2B%2B6cBPn35MvhVBiqwayik%3D");

        notifier(WebhookFormat.WECOM, null).send(notice("ünï".repeat(5_000)));
        assertThat(last().at("/markdown/content").asString().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(3_000, 4_096);

        answer = "{\"code\":0}";
        notifier(WebhookFormat.FEISHU, "secret").send(hostile);
        assertThat(last().at("/content/text").asString()).contains("Problem: <b>disk</b>");
        assertThat(last().get("timestamp").asString()).isEqualTo("1772359200");
        assertThat(last().get("sign").asString()).isEqualTo("kI6GrlDkNaYPnnnO+9vRVo+fWqFmp+DIMQ+nknFUOJw=");

        notifier(WebhookFormat.JSON, "secret").send(hostile);
        assertThat(last().at("/facts/Data source").asString()).isEqualTo("main");
        assertThat(last().get("bad").asBoolean()).isTrue();
        assertThat(signatures.get(signatures.size() - 1)).matches("t=1772359200,v1=[0-9a-f]{64}");
    }

    @Test
    void hidesWhatTheHostWantsHidden() {
        assertThat(notice("Unknown: customer_ref=4711").facts()).containsEntry("Problem", "Unknown: customer_ref=***");
    }

    @Test
    void takesARefusalInTheAnswerForOne() {
        answer = "{\"errcode\":310000,\"errmsg\":\"sign not match\"}";
        assertThatThrownBy(() -> notifier(WebhookFormat.DINGTALK, null).send(notice("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sign not match")
                .hasMessageNotContaining("key=k");
        answer = "{\"code\":19021,\"msg\":\"sign match fail\"}";
        assertThatThrownBy(() -> notifier(WebhookFormat.FEISHU, null).send(notice("x")))
                .hasMessageContaining("sign match fail");
        status = 500;
        assertThatThrownBy(() -> notifier(WebhookFormat.SLACK, null).send(notice("x")))
                .hasMessageContaining("500")
                .hasMessageNotContaining("key=k");
        assertThatThrownBy(() -> new WebhookNotifier(
                                new Webhook(URI.create("https://localhost/"), false), WebhookFormat.SLACK, null, CLOCK)
                        .send(notice("x")))
                .hasMessageContaining("not a public address");
    }

    private void note(String id, BackupStatus status) {
        Backup backup = backup(id, status, null);
        catalogue.add(
                backup,
                new BackupManifest(
                        id, "shop", "main", "H2", "h2", null, NOW, "f", 1, 1, null, Hash.ZERO, List.of(), null));
    }

    private static final class Remembering implements BackupNotifier {

        private final List<String> titles = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures;

        Remembering(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void send(BackupNotice notice) throws IOException {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("away");
            }
            titles.add(notice.title());
        }
    }

    private List<String> told(When when, int failures, Kind... kinds) {
        Remembering remembering = new Remembering(failures);
        try (BackupNotifications notifications = new BackupNotifications(
                "shop",
                when,
                List.of(remembering),
                catalogue,
                Duration.ofMillis(10),
                new Masking(Masking.DEFAULT_KEYS))) {
            for (Kind kind : kinds) {
                notifications.on(new BackupEvent(kind, backup("b9", BackupStatus.SUCCEEDED, null)));
            }
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
        return remembering.titles;
    }

    @Test
    void tellsFailuresAndRecoveriesButNoGoodNewsEveryNight() {
        note("b8", BackupStatus.SUCCEEDED);
        note("b9", BackupStatus.SUCCEEDED);
        assertThat(told(When.CHANGES, 0, Kind.SUCCEEDED, Kind.VERIFIED, Kind.CANCELLED))
                .isEmpty();
        assertThat(told(
                        When.CHANGES,
                        0,
                        Kind.FAILED,
                        Kind.VERIFICATION_FAILED,
                        Kind.VERIFIED,
                        Kind.VERIFIED,
                        Kind.RESTORED))
                .containsExactly(
                        "Backup of main FAILED",
                        "Verification of the backup of main FAILED",
                        "Backup of main was verified",
                        "Backup of main was restored");
        assertThat(told(When.FAILURES, 0, Kind.RESTORATION_FAILED, Kind.RESTORED, Kind.SUCCEEDED))
                .containsExactly("Restore of the backup of main FAILED");
        assertThat(told(When.ALL, 0, Kind.SUCCEEDED, Kind.CANCELLED)).hasSize(2);
    }

    @Test
    void anInconclusiveVerificationIsNoFailureAndToldOnce() {
        assertThat(told(
                        When.CHANGES,
                        0,
                        Kind.VERIFICATION_INCONCLUSIVE,
                        Kind.VERIFICATION_INCONCLUSIVE,
                        Kind.VERIFIED,
                        Kind.VERIFIED,
                        Kind.VERIFICATION_INCONCLUSIVE))
                .containsExactly(
                        "Verification of the backup of main could not be completed",
                        "Backup of main was verified",
                        "Verification of the backup of main could not be completed");
        assertThat(told(When.FAILURES, 0, Kind.VERIFICATION_INCONCLUSIVE)).isEmpty();
        BackupNotice notice = BackupNotice.of(
                "shop",
                new BackupEvent(
                        Kind.VERIFICATION_INCONCLUSIVE,
                        backup("b1", BackupStatus.VERIFIED, "Verification: It was cancelled")),
                new Masking(Masking.DEFAULT_KEYS));
        assertThat(notice.isBad()).isFalse();
        assertThat(notice.facts()).containsEntry("Problem", "Verification: It was cancelled");
    }

    @Test
    void tellsTheFirstSuccessAfterAFailure() {
        note("b8", BackupStatus.FAILED);
        note("b9", BackupStatus.SUCCEEDED);
        assertThat(told(When.CHANGES, 0, Kind.SUCCEEDED)).containsExactly("Backup of main succeeded");
    }

    @Test
    void triesAgainAndLosesNothingElseToAReceiverThatIsAway() {
        assertThat(told(When.ALL, 3, Kind.FAILED, Kind.SUCCEEDED))
                .containsExactly("Backup of main FAILED", "Backup of main succeeded");
        assertThat(told(When.ALL, 4, Kind.FAILED, Kind.SUCCEEDED)).containsExactly("Backup of main succeeded");
    }
}
