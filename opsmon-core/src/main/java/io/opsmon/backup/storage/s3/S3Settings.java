package io.opsmon.backup.storage.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Where an S3 is.
 *
 * @param bucket the bucket
 * @param prefix begins every key; empty, or ends with a slash
 * @param region the region; null for the SDK's own ways to find it
 * @param endpoint the server, if it is not Amazon's; null if it is
 * @param pathStyle whether the bucket is in the path of URLs, as most other servers want it
 * @param accessKey who; null for the SDK's own ways to find that out
 * @param secretKey proves it; null if there is no access key
 * @param timeout the longest that a call may take, a part of a file for example
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

    /**
     * Refuses what is malformed.
     *
     * @param bucket the bucket
     * @param prefix begins every key; empty, or ends with a slash
     * @param region the region; null for the SDK's own ways to find it
     * @param endpoint the server, if it is not Amazon's; null if it is
     * @param pathStyle whether the bucket is in the path of URLs, as most other servers want it
     * @param accessKey who; null for the SDK's own ways to find that out
     * @param secretKey proves it; null if there is no access key
     * @param timeout the longest that a call may take, a part of a file for example
     */
    public S3Settings {
        Assert.hasText(bucket, "bucket must be given");
        Assert.isTrue(
                prefix.isEmpty() || (prefix.endsWith("/") && !prefix.startsWith("/")),
                () -> "prefix must be empty, or end with a slash and not begin with one, is \"" + prefix + "\"");
        Assert.isTrue((accessKey == null) == (secretKey == null), "access-key and secret-key must be given together");
        Assert.isTrue(timeout.toMillis() > 0, () -> "timeout must be positive, is " + timeout);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "S3Settings[" + bucket + "/" + prefix + "]";
    }
}
