package io.opsmon.boot.log.keeping;

import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Looks for {@code retention.max-age} and {@code retention.max-count} below the prefix of a log. */
final class OnRetentionCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String prefix =
                metadata.getAnnotations().get(ConditionalOnRetention.class).getString("value");
        boolean isLimited = Stream.of("max-age", "max-count")
                .anyMatch(limit -> context.getEnvironment().containsProperty(prefix + ".retention." + limit));
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnRetention.class, prefix);
        return isLimited
                ? ConditionOutcome.match(message.because("the retention has a limit"))
                : ConditionOutcome.noMatch(message.because("the retention has no limit"));
    }
}
