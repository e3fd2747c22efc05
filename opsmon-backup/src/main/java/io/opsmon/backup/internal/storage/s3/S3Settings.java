package io.opsmon.backup.internal.storage.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The address and credentials of an S3 bucket.
 *
 * @param bucket the name of the bucket
 * @param prefix the prefix of every key; empty, or ends with a slash
 * @param region the region; null for the SDK's default providers
 * @param endpoint the server; null for Amazon S3
 * @param pathStyle whether URLs have the bucket in the path, as most other servers require
 * @param accessKey the access key; null for the SDK's default providers
 * @param secretKey the secret key; null if and only if there is no access key
 * @param timeout the longest duration of one call, for example of the upload of a part
 * @since 0.1
 */
public record S3Settings(
        String bucket,
        String prefix,
        @Nullable String region,
        @Nullable URI endpoint,
        boolean pathStyle,
        @Nullable String accessKey,
        @Nullable String secretKey,
        Duration timeout) {

    /** Rejects malformed settings. */
    public S3Settings {
        Assert.hasText(bucket, "bucket must be given");
        Assert.isTrue(
                prefix.isEmpty() || (prefix.endsWith("/") && !prefix.startsWith("/")),
                () -> "prefix must be empty, or end with a slash and not begin with one, is \"" + prefix + "\"");
        Assert.isTrue((accessKey == null) == (secretKey == null), "access-key and secret-key must be given together");
        Assert.isTrue(timeout.toMillis() > 0, () -> "timeout must be positive, is " + timeout);
    }

    /** Omits the credentials. */
    @Override
    public String toString() {
        return "S3Settings[" + bucket + "/" + prefix + "]";
    }
}
