package io.opsmon.loginlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.http.TestHttpExchange;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginLogRecorderTest {

    private static final Map<String, Location> PLACES = Map.of(
            "1.1.1.1", new Location("SE", "Stockholm", "Stockholm", 59.33, 18.07),
            "1.1.1.2", new Location("SE", "Stockholm", "Solna", 59.36, 18.0),
            "2.2.2.2", new Location("CN", "Beijing", "Beijing", 39.9, 116.4));

    @TempDir
    Path directory;

    private final InMemoryLoginLogRepository repository = new InMemoryLoginLogRepository(10_000);
    private final ConcurrentLinkedQueue<RiskyLogin> risky = new ConcurrentLinkedQueue<>();
    private volatile Instant now = TestLogins.NOON;
    private volatile @Nullable HttpExchange request;
    private LoginLogRecorder recorder = recorder(Path.of("target", "unused"));

    /** A clock that changes only when it is moved. */
    private final class HandMovedClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.system().withZone(zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void makeRecorder() {
        recorder = recorder(directory);
    }

    @AfterEach
    void closeRecorder() {
        recorder.close();
    }

    private LoginLogRecorder recorder(Path journal) {
        ClientDescriber clients = new CachedClientDescriber(
                () -> agent -> new Device(agent, "1", "Linux", null, DeviceClass.DESKTOP, null),
                () -> (InetAddress address) -> PLACES.get(address.getHostAddress()));
        return new LoginLogRecorder(
                repository,
                new LoginDescriber(clients, new RiskAssessor(repository, RiskSettings.DEFAULTS), risky::add),
                new LoginLogRecorder.Surroundings(
                        "shop", "node-1", () -> request, List.of(), new SessionReference("a key for the tests")),
                RecorderSettings.with(JournalSettings.in(journal)),
                Consistency.BUFFERED,
                FloodSettings.DEFAULTS,
                new HandMovedClock());
    }

    private LoginLogEntry signIn(String username, String ip, String agent) {
        request = TestHttpExchange.of(ip, agent, "session of " + username);
        recorder.success(username);
        assertThat(recorder.flush(Duration.ofSeconds(10))).isTrue();
        return found(query -> query.username(username)).get(0);
    }

    private List<LoginLogEntry> found(UnaryOperator<LoginLogFilter.Builder> filters) {
        return repository
                .find(filters.apply(LoginLogFilter.builder()).build(), LogPageRequest.first(500))
                .items();
    }

    @Test
    void takesFromTheRequestWhatTheHostDoesNotSay() {
        LoginLogEntry entry = signIn("alice", "1.1.1.1", "Firefox");

        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        LoginClient client = Objects.requireNonNull(entry.client());
        assertThat(client.ip()).isEqualTo("1.1.1.1");
        assertThat(client.device().browser()).isEqualTo("Firefox");
        assertThat(client.location()).isEqualTo(PLACES.get("1.1.1.1"));
        assertThat(entry.sessionReference()).hasSize(32).doesNotContain("alice");
        assertThat(entry.node()).isEqualTo("node-1");
    }

    @Test
    void hidesSecretsInMessagesAndAttributes() {
        recorder.record(Login.success("alice")
                .message("LDAP bind to ldaps://cn=app:hunter2@ldap failed, password=hunter2")
                .extra("provider", "https://sso/cb?code=1&access_token=hunter2")
                .extra("clientSecret", "hunter2"));
        assertThat(recorder.flush(Duration.ofSeconds(10))).isTrue();

        LoginLogEntry entry = found(query -> query.username("alice")).get(0);

        assertThat(entry.toString()).doesNotContain("hunter2");
        assertThat(entry.message()).contains("LDAP bind", "@ldap failed");
        assertThat(entry.extra()).containsEntry("clientSecret", "***").containsKey("provider");
    }

    @Test
    void marksNothingOfAFirstLogin() {
        assertThat(signIn("alice", "1.1.1.1", "Firefox").risks()).isEmpty();
        assertThat(risky).isEmpty();
    }

    @Test
    void marksANewDeviceAndTellsIt() {
        signIn("alice", "1.1.1.1", "Firefox");
        now = now.plusSeconds(60);

        assertThat(signIn("alice", "1.1.1.2", "Chrome").risks()).containsExactly(LoginRisk.NEW_DEVICE);
        assertThat(risky).extracting(each -> each.entry().username()).containsExactly("alice");
        now = now.plusSeconds(60);
        assertThat(signIn("alice", "1.1.1.1", "Chrome").risks()).isEmpty();
    }

    @Test
    void marksAPlaceThatIsNewAndOneThatIsTooFarAway() {
        signIn("alice", "1.1.1.1", "Firefox");
        now = now.plusSeconds(3_600);

        assertThat(signIn("alice", "2.2.2.2", "Firefox").risks())
                .containsExactlyInAnyOrder(LoginRisk.NEW_LOCATION, LoginRisk.IMPOSSIBLE_TRAVEL);
    }

    @Test
    void allowsTheTimeOfAFlight() {
        signIn("alice", "1.1.1.1", "Firefox");
        now = now.plus(Duration.ofHours(12));

        assertThat(signIn("alice", "2.2.2.2", "Firefox").risks()).containsExactly(LoginRisk.NEW_LOCATION);
    }

    @Test
    void marksABurstAndTheSuccessAfterIt() {
        request = TestHttpExchange.of("1.1.1.1", "Firefox", null);
        for (int i = 0; i < 5; i++) {
            now = now.plusSeconds(1);
            recorder.failure("alice", FailureReason.BAD_CREDENTIALS, "Bad credentials");
        }
        now = now.plusSeconds(1);
        assertThat(signIn("alice", "1.1.1.1", "Firefox").risks()).containsExactly(LoginRisk.SUCCESS_AFTER_BURST);

        assertThat(found(query -> query.outcome(Outcome.FAILURE)))
                .extracting(entry -> entry.risks().contains(LoginRisk.FAILURE_BURST))
                .containsExactly(true, false, false, false, false);
        now = now.plus(Duration.ofMinutes(11));
        assertThat(signIn("alice", "1.1.1.1", "Firefox").risks()).isEmpty();
    }

    @Test
    void tellsAFloodTogetherAndLosesNoAttempt() {
        for (int i = 0; i < 100_000; i++) {
            request = TestHttpExchange.of("1.1." + i % 300 / 256 + "." + i % 256, "bot", null);
            recorder.failure("user" + i % 5_000, FailureReason.BAD_CREDENTIALS, null);
        }
        assertThat(recorder.flush(Duration.ofSeconds(30))).isTrue();

        List<LoginLogEntry> single = found(query -> query.reason(FailureReason.BAD_CREDENTIALS));
        LogStatistics statistics = repository.aggregate(LoginLogFilter.ALL, Duration.ofHours(1));
        assertThat(single).hasSize(FloodSettings.DEFAULTS.total());
        assertThat(statistics.total()).isEqualTo(100_000);
        LoginLogEntry flood = found(query -> query.reason(FailureReason.FLOOD)).get(0);
        assertThat(flood.message()).contains("more failures");
        assertThat(flood.extra()).containsKeys("usernames", "BAD_CREDENTIALS");
        assertThat(flood.client()).isNotNull();
        assertThat(flood.risks()).contains(LoginRisk.FAILURE_BURST);
    }

    @Test
    void tellsAFloodFromMoreAddressesThanItCanKeep() {
        for (int i = 0; i < 20_000; i++) {
            request = TestHttpExchange.of("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, "bot", null);
            recorder.failure("root", FailureReason.BAD_CREDENTIALS, null);
        }
        recorder.flush(Duration.ofSeconds(30));

        assertThat(repository.aggregate(LoginLogFilter.ALL, Duration.ofHours(1)).total())
                .isEqualTo(20_000);
        assertThat(found(query -> query.text("from many other addresses"))).hasSize(1);
    }

    @Test
    void recordsOneByOneAgainWhenTheFloodIsOver() {
        request = TestHttpExchange.of("1.1.1.1", "bot", null);
        for (int i = 0; i < 50; i++) {
            recorder.failure("root", FailureReason.BAD_CREDENTIALS, null);
        }
        now = now.plusSeconds(11);
        recorder.failure("root", FailureReason.BAD_CREDENTIALS, "the one after");
        recorder.flush(Duration.ofSeconds(10));

        assertThat(found(query -> query.reason(FailureReason.FLOOD)))
                .extracting(LoginLogEntry::attempts)
                .containsExactly(30L);
        assertThat(found(query -> query.text("the one after"))).hasSize(1);
    }
}
