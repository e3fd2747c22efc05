package io.opsmon.boot.masking;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Masking of secrets in recorded data.
 *
 * @param keys Name patterns whose values are hidden, compared word by word; case and separators do not count. Replaces
 *     the built-in list.
 * @param additionalKeys Name patterns in addition to "keys". Both also apply to login logs, to problems of backups and
 *     to details of health, also with opsmon.operation-log.enabled=false.
 * @since 0.1
 */
public record MaskingProperties(
        @Nullable List<String> keys, @DefaultValue List<String> additionalKeys) {}
