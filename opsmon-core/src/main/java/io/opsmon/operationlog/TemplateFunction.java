package io.opsmon.operationlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method of any singleton bean callable from the templates of {@link OperationLog}: <code>
 * #{#customerName(#order.customerId)}</code>.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TemplateFunction {

    /**
     * The name it is called by. Default: the method's name.
     *
     * @return a SpEL identifier, unique in the application
     */
    String value() default "";

    /**
     * Whether expressions that call it are evaluated before the recorded method runs, to see the state it is about to
     * change. Such an expression knows the arguments but no result or error.
     *
     * @return true for before, false for after
     */
    boolean before() default false;
}
