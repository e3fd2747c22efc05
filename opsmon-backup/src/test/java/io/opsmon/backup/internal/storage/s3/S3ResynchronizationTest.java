package io.opsmon.backup.internal.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Comparisons with a bucket whose server gives wrong answers. */
class S3ResynchronizationTest {

    private static final Set<String> HOP_BY_HOP =
            Set.of("host", "connection", "content-length", "expect", "transfer-encoding", "upgrade");

    private final LocalS3 server = LocalS3.builder().port(-1).build();
    private final String bucket = "backups-" + UUID.randomUUID();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer proxy;

    /** Answers to listings instead of the server's, by the token of the page; the first page has none. */
    private final Map<String, Answer> listings = new ConcurrentHashMap<>();

    private final HikariDataSource pool = TestDatabases.h2();
    private final BackupCatalogue catalogue = new BackupCatalogue(pool);

    private record Answer(int status, String body) {}

    S3ResynchronizationTest() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setExecutor(Executors.newCachedThreadPool());
        proxy.createContext("/", this::forward);
    }

    @BeforeEach
    void fill() throws Exception {
        server.start();
        proxy.start();
        client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + "/" + bucket))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        new JdbcTemplate(pool).execute("CREATE TABLE orders AS SELECT x AS id FROM system_range(1, 100)");
    }

    @AfterEach
    void close() {
        proxy.stop(0);
        server.shutdown();
        pool.close();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            @Nullable
            Answer answer = query.contains("list-type=2")
                    ? listings.get(query.contains("continuation-token") ? "next" : "")
                    : null;
            if (answer != null) {
                byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
                exchange.getResponseBody().write(text);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + server.getPort() + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!HOP_BY_HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            response.headers().map().forEach((name, values) -> {
                if (!name.startsWith(":")
                        && (isHead || !HOP_BY_HOP.contains(name.toLowerCase(java.util.Locale.ROOT)))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            boolean isEmpty = isHead || response.body().length == 0;
            exchange.sendResponseHeaders(response.statusCode(), isEmpty ? -1 : response.body().length);
            if (!isEmpty) {
                exchange.getResponseBody().write(response.body());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private DefaultBackups backups(String in, String prefix) {
        S3BackupStorage storage = new S3BackupStorage(
                new S3Settings(
                        in,
                        prefix,
                        null,
                        URI.create("http://localhost:" + proxy.getAddress().getPort()),
                        true,
                        "access",
                        "top-secret",
                        Duration.ofSeconds(20)),
                Clock.systemUTC());
        return new DefaultBackups(
                List.of(new BackupSource(
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null),
                        new H2Runner(),
                        null,
                        Duration.ofMinutes(1),
                        null,
                        null)),
                new StoredBackups("shop", storage, new BackupEncoding(1, null), new Sealer(List.of())),
                catalogue,
                new BackupSettings("node", 1, Duration.ofSeconds(30), Duration.ofSeconds(1)),
                event -> {},
                Clock.systemUTC());
    }

    private List<Backup> known() {
        return catalogue.find(new BackupQuery(null, null, null, null, 500));
    }

    private static String page(String rest) {
        return "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + rest + "</ListBucketResult>";
    }

    @Test
    void changesNothingWhenAListingFailsIsEmptyOrMissesAPage() throws Exception {
        DefaultBackups backups = backups(bucket, "shop/");
        for (int k = 0; k < 2; k++) {
            Backup made = backups.run(BackupRequest.manual("main", null));
            assertThat(made.status()).as(made.problem()).isEqualTo(BackupStatus.SUCCEEDED);
        }
        List<Backup> made = known();
        String marker = "<Contents><Key>shop/opsmon-storage.json</Key><Size>100</Size></Contents>";
        Answer more = new Answer(
                200, page("<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>" + marker));
        List<Map<String, Answer>> faults = List.of(
                Map.of("", new Answer(503, "")),
                Map.of("", new Answer(403, "<Error><Code>AccessDenied</Code></Error>")),
                Map.of("", new Answer(200, "")),
                Map.of("", new Answer(200, page("<IsTruncated>false</IsTruncated><KeyCount>0</KeyCount>"))),
                Map.of("", new Answer(200, page("<IsTruncated>false</IsTruncated>" + marker))),
                Map.of("", new Answer(200, page("<IsTruncated>true</IsTruncated>" + marker))),
                Map.of("", more, "next", new Answer(403, "<Error><Code>AccessDenied</Code></Error>")),
                Map.of("", more, "next", more),
                Map.of("", more, "next", new Answer(200, page("<IsTruncated>false</IsTruncated>"))));
        for (Map<String, Answer> fault : faults) {
            listings.putAll(fault);
            assertThatThrownBy(backups::resync).as(fault.toString()).isInstanceOf(IOException.class);
            listings.clear();
            assertThat(known()).as(fault.toString()).isEqualTo(made);
        }
        for (String[] elsewhere : new String[][] {{bucket, ""}, {bucket, "ship/"}, {"none", "shop/"}}) {
            DefaultBackups wrong = backups(elsewhere[0], elsewhere[1]);
            assertThatThrownBy(wrong::resync).isInstanceOf(IOException.class).hasMessageContaining("marker");
            assertThatThrownBy(() -> wrong.delete(made.get(0).id())).isInstanceOf(IOException.class);
        }

        assertThat(backups.resync().missing()).isEmpty();
        assertThat(known()).isEqualTo(made);
    }
}
