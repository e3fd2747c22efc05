package io.opsmon.backup.internal.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.internal.storage.BackupStorageContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3BackupStorageTest extends BackupStorageContract {

    private static final int MEGABYTE = 1 << 20;
    private static final LocalS3 SERVER = LocalS3.builder().port(-1).build();

    private final String bucket = "backups-" + UUID.randomUUID();
    private final FaultyProxy proxy;
    private final S3Client client;
    private final S3BackupStorage storage;

    S3BackupStorageTest() throws IOException {
        proxy = new FaultyProxy(SERVER.getPort());
        client = S3Client.builder()
                .endpointOverride(URI.create("http://localhost:" + SERVER.getPort()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "s")))
                .build();
        client.createBucket(request -> request.bucket(bucket));
        storage = storage(bucket, Duration.ofSeconds(20));
    }

    private S3BackupStorage storage(String in, Duration timeout) {
        return new S3BackupStorage(
                new S3Settings(
                        in,
                        "shop/",
                        null,
                        URI.create("http://localhost:" + proxy.port()),
                        true,
                        "access",
                        "top-secret",
                        timeout),
                Clock.systemUTC());
    }

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.shutdown();
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        client.close();
        proxy.close();
    }

    @Override
    protected BackupStorage storage() {
        return storage;
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = storage.read(name, 0)) {
            return in.readAllBytes();
        }
    }

    private int uploads() {
        return client.listMultipartUploads(request -> request.bucket(bucket))
                .uploads()
                .size();
    }

    @Test
    void keepsToItsPrefix() throws IOException {
        store(storage, "mine", bytes(10));
        client.putObject(
                request -> request.bucket(bucket).key("others"),
                software.amazon.awssdk.core.sync.RequestBody.fromString("theirs"));

        assertThat(storage.list()).extracting(BackupStorage.StoredFile::name).containsExactly("mine");
        assertThat(client.headObject(request -> request.bucket(bucket).key("shop/mine"))
                        .contentLength())
                .isEqualTo(10);
    }

    @Test
    void goesOnAfterASlowDownAndAConnectionThatWasReset() throws IOException {
        byte[] content = bytes(20 * MEGABYTE);
        proxy.hangUp();
        proxy.unavailable.set(2);
        proxy.cutRequests.set(2);
        store(storage, "one", content);
        assertThat(proxy.cutRequests).hasValue(0);
        assertThat(uploads()).isZero();
        proxy.hangUp();
        proxy.unavailable.set(1);
        proxy.cutAnswers.set(3);
        assertThat(Arrays.mismatch(read("one"), content)).isEqualTo(-1);
        assertThat(proxy.cutAnswers).hasValue(0);
    }

    @Test
    void leavesNothingWhenItGivesUp() throws IOException {
        BackupStorage.Upload upload = storage.upload("one", 0);
        upload.write(bytes(10 * MEGABYTE));
        assertThat(uploads()).isEqualTo(1);
        proxy.hangUp();
        proxy.unavailable.set(1_000);
        assertThatThrownBy(() -> upload.write(bytes(10 * MEGABYTE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(bucket)
                .hasMessageNotContaining("top-secret");
        proxy.unavailable.set(0);

        upload.close();

        assertThat(uploads()).isZero();
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void waitsForASilentServerOnlySoLong() {
        try (S3BackupStorage impatient = storage(bucket, Duration.ofMillis(300))) {
            proxy.silent.set(1_000);
            assertThatThrownBy(impatient::list).isInstanceOf(IOException.class).hasMessageContaining(bucket);
        }
    }

    @Test
    void noticesThatAFileWasReplacedWhileItWasRead() throws IOException {
        store(storage, "one", bytes(5 * MEGABYTE));
        try (InputStream in = storage.read("one", 0)) {
            assertThat(in.readNBytes(1_000)).hasSize(1_000);
            client.putObject(
                    request -> request.bucket(bucket).key("shop/one"),
                    software.amazon.awssdk.core.sync.RequestBody.fromBytes(bytes(5 * MEGABYTE + 1)));
            byte @Nullable [] rest = null;
            try {
                rest = in.readAllBytes();
            } catch (IOException noticed) {
                assertThat(noticed).hasMessageContaining(bucket);
            }
            // Or the connection had already received the whole old file.
            assertThat(rest == null || rest.length == 5 * MEGABYTE - 1_000).isTrue();
        }
    }

    @Test
    void namesTheBucketThatIsNotThere() {
        try (S3BackupStorage none = storage("no-such-bucket", Duration.ofSeconds(5))) {
            assertThatThrownBy(none::list).isInstanceOf(IOException.class).hasMessageContaining("no-such-bucket");
        }
        assertThat(new S3Settings("b", "", null, null, false, "access", "top-secret", Duration.ofSeconds(1)).toString())
                .doesNotContain("top-secret");
        assertThatThrownBy(() -> new S3Settings("b", "/x", null, null, false, null, null, Duration.ofSeconds(1)))
                .hasMessageContaining("prefix");
        assertThatThrownBy(() -> new S3Settings("b", "", null, null, false, "only", null, Duration.ofSeconds(1)))
                .hasMessageContaining("secret-key");
    }

    @Test
    void stopsWhenInterruptedAndStillAborts() throws Exception {
        BackupStorage.Upload upload = storage.upload("one", 0);
        upload.write(bytes(10 * MEGABYTE));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> upload.write(bytes(10 * MEGABYTE))).isInstanceOf(InterruptedIOException.class);
        } finally {
            upload.close();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(uploads()).isZero();
    }
}
