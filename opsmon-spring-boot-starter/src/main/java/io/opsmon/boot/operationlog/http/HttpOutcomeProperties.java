package io.opsmon.boot.operationlog.http;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.internal.interception.ResultOutcome;
import io.opsmon.operationlog.internal.payload.BeanProperties;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Outcome of operations by the answers of the application.
 *
 * @param field Field of JSON answers that decides the outcome, for example "code". Dots separate nested names. Without
 *     a field, the status and the exception decide. Also applies to results of annotated methods without a
 *     successCondition.
 * @param successValues Values of the field for a success. Every other value is a failure.
 * @param messageField Field of JSON answers with the reason for a failure. The reason is recorded masked.
 * @param ignoredExceptions Class names of exceptions that are no failures if the application turns them into an answer,
 *     for example for redirects. Subclasses are included.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.operation-log.http.outcome")
public record HttpOutcomeProperties(
        @Nullable String field,
        @DefaultValue({"0", "200", "true"}) List<String> successValues,
        @DefaultValue("msg") String messageField,
        @DefaultValue Set<String> ignoredExceptions) {

    /**
     * Returns the rule for bodies.
     *
     * @param masking the rules for sensitive names
     * @return the rule; null without a field
     */
    public @Nullable ResultOutcome rule(Masking masking) {
        return StringUtils.hasText(field)
                ? new ResultOutcome(field, successValues, messageField, new BeanProperties(masking))
                : null;
    }
}
