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
     * The name of the function in templates. Default: the method's name.
     *
     * @return a SpEL identifier, unique in the application
     */
    String value() default "";

    /**
     * Whether expressions with this function are evaluated before the recorded method, to read the state before the
     * change. Such an expression can use the arguments, but no result or error.
     *
     * @return true for before, false for after
     */
    boolean before() default false;
}
