package io.opsmon.operationlog;

import io.opsmon.recording.Consistency;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Records each call of a method as an operation log entry: when it began, how long it took, who called it, from where,
 * and how it ended.
 *
 * <pre>{@code
 * @OperationLog(module = "orders", action = OperationAction.UPDATE, resourceType = "order", resourceId = "#{#id}",
 *         description = "changed the price of #{#product.name} to #{#command.price}")
 * Order changePrice(long id, Product product, PriceChange command)
 * }</pre>
 *
 * <p>On a class or interface it applies to every public method that has none of its own; a method's own annotation
 * takes the module from the class if it names none. It is found on overridden and implemented methods, on
 * meta-annotations, and may be repeated: each one then makes an entry of its own.
 *
 * <p><b>Templates</b> are literal text with SpEL in <code>#{...}</code>. Variables are the arguments by name,
 * {@code #result}, {@code #error}, {@code #operator}, {@code #changes}, and what {@link OperationLogContext#put} set;
 * functions are bean methods with {@link TemplateFunction}, and {@code #diff()}, which says what changed, or
 * {@code #diff(old, new)}, which compares two objects. Types, constructors and bean references are not reachable.
 * <b>Expressions</b> ({@link #condition}, {@link #successCondition}) are SpEL without the braces.
 *
 * <p>Whatever goes wrong in recording, the method's result or exception stays what it was.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Repeatable(OperationLogs.class)
public @interface OperationLog {

    /**
     * The part of the application, {@code orders} for example. Default: the module of the class, else the class's
     * simple name.
     *
     * @return at most 100 characters
     */
    String module() default "";

    /**
     * What kind of operation; one of {@link OperationAction} or any other word.
     *
     * @return at most 50 characters
     */
    String action() default OperationAction.OTHER;

    /**
     * What was done, for a person to read. Default: class and method name.
     *
     * @return a template
     */
    String description() default "";

    /**
     * What was attempted, used instead of {@link #description} when the method failed. Default: the description.
     *
     * @return a template
     */
    String failureDescription() default "";

    /**
     * The kind of thing operated on, {@code order} for example.
     *
     * @return at most 100 characters
     */
    String resourceType() default "";

    /**
     * Which one was operated on. {@link OperationLogContext#resourceId} takes precedence.
     *
     * @return a template
     */
    String resourceId() default "";

    /**
     * The operator's id, instead of the one that {@link OperatorResolver} finds.
     *
     * @return a template
     */
    String operator() default "";

    /**
     * The operator's tenant, instead of the one that {@link OperatorResolver} finds.
     *
     * @return a template
     */
    String tenant() default "";

    /**
     * Whether the call is recorded at all; decided after the call. Default: always.
     *
     * @return a boolean expression
     */
    String condition() default "";

    /**
     * Whether a call that returned counts as a success, {@code #result.code == 0} for example. Default: it does.
     *
     * @return a boolean expression
     */
    String successCondition() default "";

    /**
     * Further attributes, each {@code name=template}.
     *
     * @return pairs
     */
    String[] extra() default {};

    /**
     * Whether the arguments are recorded, masked and bounded; they are captured before the call.
     *
     * @return true to record them
     */
    boolean recordArguments() default true;

    /**
     * Whether the result is recorded, masked and bounded.
     *
     * @return true to record it
     */
    boolean recordResult() default false;

    /**
     * Paths recorded of arguments and result, {@code command.lines.price} for example; nothing else is. Default:
     * everything.
     *
     * @return dotted paths, beginning with an argument's name or {@code result}
     */
    String[] include() default {};

    /**
     * Paths left out of arguments and result.
     *
     * @return dotted paths, beginning with an argument's name or {@code result}
     */
    String[] exclude() default {};

    /**
     * What the method changes, loaded before the call and, unless {@link #after} says otherwise, once more after it;
     * the entry tells the differences. <code>#order(#id)</code> for example, with a {@link TemplateFunction}
     * {@code order}. {@link OperationLogContext#oldValue} does the same from inside the method.
     *
     * @return an expression
     */
    String before() default "";

    /**
     * The changed object after the call, {@code #result} for example. Default: {@link #before} evaluated again.
     *
     * @return an expression
     */
    String after() default "";

    /**
     * Whether the resource is loaded by an {@link OldValueLoader} before the call and after it, so that the entry tells
     * what changed. Needs {@link #resourceType} and {@link #resourceId}.
     *
     * @return true to load it
     */
    boolean trackChanges() default false;

    /**
     * How safe the entry is when the method returns.
     *
     * @return the consistency
     */
    Consistency consistency() default Consistency.BUFFERED;
}
