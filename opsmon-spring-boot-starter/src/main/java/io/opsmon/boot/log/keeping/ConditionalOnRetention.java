package io.opsmon.boot.log.keeping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * Matches if the retention of a log has a limit of age or count.
 *
 * @since 0.1
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnRetentionCondition.class)
public @interface ConditionalOnRetention {

    /**
     * The prefix of the log's properties.
     *
     * @return {@code opsmon.login-log}, for example
     */
    String value();
}
