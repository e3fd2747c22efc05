package io.opsmon.backup.internal.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A download that continues at the same position after a broken connection, as long as the file is unchanged. */
final class S3Download extends InputStream {

    private static final int ATTEMPTS = 5;

    private final S3BackupStorage storage;
    private final S3Client client;
    private final String bucket;
    private final String key;
    private final long size;
    private long position;
    private int failures;
    private @Nullable String tag;
    private @Nullable ResponseInputStream<GetObjectResponse> open;

    S3Download(S3BackupStorage storage, S3Client client, String bucket, String key, long offset, long size) {
        this.storage = storage;
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.position = offset;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position < size) {
            try {
                int read = opened().read(into, offset, (int) Math.min(length, size - position));
                if (read < 0) {
                    throw new EOFException("The download ended after " + position + " of " + size + " bytes");
                }
                position += read;
                failures = 0;
                return read;
            } catch (IOException broken) {
                abandon();
                failures++;
                if (failures == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw new IOException("Bucket \"" + bucket + "\" failed: " + broken.getMessage(), broken);
                }
            }
        }
        return -1;
    }

    private InputStream opened() throws IOException {
        ResponseInputStream<GetObjectResponse> answer = open;
        if (answer == null) {
            @Nullable String same = tag;
            long from = position;
            answer = storage.execute(() -> client.getObject(request -> request.bucket(bucket)
                    .key(key)
                    .ifMatch(same)
                    .range(from == 0 ? null : "bytes=" + from + "-" + (size - 1))));
            tag = answer.response().eTag();
            open = answer;
            if (from > 0 && answer.response().contentRange() == null) {
                // A server without support for ranges sends the whole file.
                answer.skipNBytes(from);
            }
        }
        return answer;
    }

    /** Aborts the connection, because closing it would read the rest of the file. */
    private void abandon() {
        if (open != null) {
            open.abort();
            open = null;
        }
    }

    @Override
    public void close() {
        abandon();
    }
}
