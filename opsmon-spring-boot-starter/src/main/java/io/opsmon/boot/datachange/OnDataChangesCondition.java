package io.opsmon.boot.datachange;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Looks for {@code opsmon.data-changes.tables}. */
final class OnDataChangesCondition extends SpringBootCondition {

    private static final String TABLES = "opsmon.data-changes.tables";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnDataChanges.class);
        return isSet(context.getEnvironment())
                ? ConditionOutcome.match(message.because(TABLES + " is set"))
                : ConditionOutcome.noMatch(message.because(TABLES + " is not set"));
    }

    private static boolean isSet(Environment environment) {
        return environment.containsProperty(TABLES) || !tables(environment).isEmpty();
    }

    /** Returns the configured tables; empty if they cannot be read. */
    static List<String> tables(Environment environment) {
        try {
            return Binder.get(environment)
                    .bind(TABLES, Bindable.listOf(String.class))
                    .orElseGet(List::of);
        } catch (BindException malformed) {
            // The properties class reports the value.
            return List.of();
        }
    }
}
