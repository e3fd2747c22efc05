package io.opsmon.backup.internal.storage.s3;

import io.opsmon.backup.BackupStorage;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** An upload to a bucket, in one request for small files and in parts for others. */
final class S3Upload extends BackupStorage.Upload {

    static final int PART_MEGABYTES = 8;

    private static final int PART = PART_MEGABYTES << 20;
    private static final int LARGEST_PART = 4 * PART;
    private static final int MAX_PARTS = 10_000;

    /** The number of parts after which the part size doubles. */
    private static final int STEP = 1_000;

    private final S3BackupStorage storage;
    private final S3Client client;
    private final String bucket;
    private final String key;
    private final List<CompletedPart> parts = new ArrayList<>();
    private final MessageDigest digest = io.opsmon.chain.Hash.newDigest();
    private byte[] part;
    private int filled;
    private long bytes;
    private @Nullable String uploadId;
    private boolean ended;

    S3Upload(S3BackupStorage storage, S3Client client, String bucket, String key, long expectedBytes) {
        this.storage = storage;
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        // The part size allows a file of twice the expected size.
        long needed = 2 * expectedBytes / MAX_PARTS;
        this.part = new byte[(int) Math.min(LARGEST_PART, Math.max(PART, needed))];
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        Assert.state(!ended, "The upload has ended");
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == part.length) {
                send();
            }
            int taken = Math.min(left, part.length - filled);
            System.arraycopy(from, at, part, filled, taken);
            filled += taken;
            at += taken;
            left -= taken;
        }
        bytes += length;
    }

    private void send() throws IOException {
        if (uploadId == null) {
            uploadId = storage.execute(() -> client.createMultipartUpload(
                            request -> request.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.SHA256)))
                    .uploadId();
        }
        int number = parts.size() + 1;
        if (number > MAX_PARTS) {
            throw new IOException(
                    "The file needs more than " + MAX_PARTS + " parts of up to " + LARGEST_PART + " bytes");
        }
        String sha256 = sha256();
        @Nullable String id = uploadId;
        String tag = storage.execute(() -> client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .contentLength((long) filled)
                                .checksumSHA256(sha256),
                        body()))
                .eTag();
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(tag)
                .checksumSHA256(sha256)
                .build());
        filled = 0;
        if (parts.size() % STEP == 0 && part.length < LARGEST_PART) {
            part = new byte[2 * part.length];
        }
    }

    /** Wraps the part without a copy, because the part does not change during the request. */
    private RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> new java.io.ByteArrayInputStream(part, 0, filled), filled, "application/octet-stream");
    }

    private String sha256() {
        digest.update(part, 0, filled);
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    @Override
    public void commit() throws IOException {
        Assert.state(!ended, "The upload has ended");
        if (uploadId == null) {
            String sha256 = sha256();
            storage.execute(() -> client.putObject(
                    request -> request.bucket(bucket)
                            .key(key)
                            .contentLength((long) filled)
                            .checksumSHA256(sha256),
                    body()));
        } else {
            if (filled > 0) {
                send();
            }
            @Nullable String id = uploadId;
            storage.execute(() -> client.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts))));
        }
        ended = true;
        HeadObjectResponse stored = storage.execute(
                () -> client.headObject(request -> request.bucket(bucket).key(key)));
        if (stored.contentLength() != bytes) {
            throw new IOException("Bucket \"" + bucket + "\" has " + stored.contentLength() + " bytes of \"" + key
                    + "\", but " + bytes + " bytes were written");
        }
    }

    /** Aborts an incomplete upload, also after an interrupt, because abandoned parts incur costs. */
    @Override
    public void close() throws IOException {
        @Nullable String id = uploadId;
        part = Arrays.copyOf(part, 0);
        if (ended || id == null) {
            ended = true;
            return;
        }
        ended = true;
        boolean interrupted = Thread.interrupted();
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(id));
        } catch (NoSuchUploadException aborted) {
            // The upload was already aborted by a cleanup.
        } catch (SdkException remains) {
            throw new IOException(
                    "Bucket \"" + bucket + "\" may still have parts of \"" + key + "\"; a later cleanup removes"
                            + " them",
                    remains);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
