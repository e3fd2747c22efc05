package io.opsmon.backup.internal.storage.s3;

import io.opsmon.backup.BackupStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Stores backups in an S3 bucket. A file is written in parts, each with its SHA-256, which the server compares. The
 * file is visible under its name when all parts are stored and the upload is completed; an incomplete upload is
 * aborted. The SDK retries transient failures, and a broken download continues at the same position. Thread-safe.
 *
 * <p>One part at a time is in memory. Parts have {@value S3Upload#PART_MEGABYTES} MB at first and more in large files,
 * because a file may have at most 10,000 parts.
 *
 * @since 0.1
 */
public final class S3BackupStorage implements BackupStorage, AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int ATTEMPTS = 5;

    private final S3Client client;
    private final S3Settings settings;
    private final Clock clock;

    /**
     * Creates a storage without contacting the server.
     *
     * @param settings the address and credentials of the bucket
     * @param clock the clock for the age of uploads
     */
    public S3BackupStorage(S3Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(settings.timeout()))
                // Each part has its checksum in a header, because not every server supports trailers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(settings.pathStyle())
                .overrideConfiguration(configuration -> configuration
                        .apiCallAttemptTimeout(settings.timeout())
                        .retryStrategy(retry -> retry.maxAttempts(ATTEMPTS)));
        if (settings.region() != null || settings.endpoint() != null) {
            builder.region(Region.of(settings.region() == null ? "us-east-1" : settings.region()));
        }
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        if (settings.accessKey() != null && settings.secretKey() != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
        }
        this.client = builder.build();
    }

    private String key(String name) {
        return settings.prefix() + BackupStorage.requireName(name);
    }

    /** Calls the server and converts failures to an IOException with the bucket and the answer of the server. */
    <T> T execute(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (AbortedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException thrown = new InterruptedIOException("Interrupted");
            thrown.initCause(interrupted);
            throw thrown;
        } catch (SdkException failure) {
            throw new IOException("Bucket \"" + settings.bucket() + "\" failed: " + failure.getMessage(), failure);
        }
    }

    @Override
    public Upload upload(String name, long expectedBytes) throws IOException {
        String key = key(name);
        if (find(name).isPresent()) {
            throw new FileAlreadyExistsException(name);
        }
        Assert.isTrue(expectedBytes >= 0, "expectedBytes must not be negative");
        return new S3Upload(this, client, settings.bucket(), key, expectedBytes);
    }

    @Override
    public InputStream read(String name, long offset) throws IOException {
        StoredFile file = find(name).orElseThrow(() -> new FileNotFoundException(name));
        if (offset >= file.bytes()) {
            return InputStream.nullInputStream();
        }
        return new S3Download(this, client, settings.bucket(), key(name), offset, file.bytes());
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        String key = key(name);
        return execute(() -> {
            try {
                HeadObjectResponse head = client.headObject(
                        request -> request.bucket(settings.bucket()).key(key));
                return Optional.of(new StoredFile(name, head.contentLength(), modified(head.lastModified())));
            } catch (NoSuchKeyException none) {
                return Optional.empty();
            } catch (S3Exception failure) {
                if (failure.statusCode() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw failure;
            }
        });
    }

    private Instant modified(@Nullable Instant time) {
        return time == null ? clock.instant() : time;
    }

    @Override
    public List<StoredFile> list() throws IOException {
        return execute(() -> {
            List<StoredFile> files = new ArrayList<>();
            for (S3Object object : objects()) {
                String name = object.key().substring(settings.prefix().length());
                if (NAME.matcher(name).matches()) {
                    files.add(new StoredFile(name, object.size(), modified(object.lastModified())));
                }
            }
            files.sort(Comparator.comparing(StoredFile::name));
            return files;
        });
    }

    /**
     * Lists all pages. The paginator of the SDK stops at a page without a token, even if the page is marked as
     * truncated.
     */
    private List<S3Object> objects() {
        List<S3Object> objects = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        @Nullable String token = null;
        do {
            @Nullable String from = token;
            ListObjectsV2Response page = client.listObjectsV2(request ->
                    request.bucket(settings.bucket()).prefix(settings.prefix()).continuationToken(from));
            if (page.isTruncated() == null) {
                throw incomplete("a page does not state whether more pages follow");
            }
            objects.addAll(page.contents());
            token = page.isTruncated() ? page.nextContinuationToken() : null;
            if (page.isTruncated() && (token == null || !tokens.add(token))) {
                throw incomplete("a page has no new token for the next page");
            }
        } while (token != null);
        return objects;
    }

    private static SdkException incomplete(String reason) {
        return SdkClientException.create("The listing is incomplete: " + reason);
    }

    @Override
    public void delete(String name) throws IOException {
        String key = key(name);
        execute(() ->
                client.deleteObject(request -> request.bucket(settings.bucket()).key(key)));
    }

    @Override
    public int deleteAbandoned(Duration age) throws IOException {
        Instant before = clock.instant().minus(age);
        return execute(() -> {
            int aborted = 0;
            for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                            request -> request.bucket(settings.bucket()).prefix(settings.prefix()))
                    .uploads()) {
                if (upload.initiated() == null || upload.initiated().isBefore(before)) {
                    client.abortMultipartUpload(request ->
                            request.bucket(settings.bucket()).key(upload.key()).uploadId(upload.uploadId()));
                    aborted++;
                }
            }
            return aborted;
        });
    }

    /** Closes the connections. */
    @Override
    public void close() {
        client.close();
    }
}
