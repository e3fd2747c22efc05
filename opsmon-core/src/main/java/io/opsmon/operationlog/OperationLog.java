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
 * Records each call of a method as an operation log entry with start time, duration, operator, client and outcome.
 *
 * <pre>{@code
 * @OperationLog(module = "orders", action = OperationAction.UPDATE, resourceType = "order", resourceId = "#{#id}",
 *         description = "changed the price of #{#product.name} to #{#command.price}")
 * Order changePrice(long id, Product product, PriceChange command)
 * }</pre>
 *
 * <p>On a class or interface, the annotation applies to every public method without an annotation of its own. A
 * method's annotation without module takes the module of the class. The annotation is also found on overridden and
 * implemented methods and on meta-annotations. If it is repeated, each annotation makes an entry.
 *
 * <p><b>Templates</b> are literal text with SpEL in <code>#{...}</code>. Variables are the arguments by name,
 * {@code #result}, {@code #error}, {@code #operator}, {@code #changes}, and the values set by
 * {@link io.opsmon.operationlog.context.OperationLogContext#put}. Functions are bean methods with
 * {@link TemplateFunction}, {@code #diff()} for the captured changes, and {@code #diff(old, new)} for the changes
 * between two objects. Types, constructors and bean references are not reachable. <b>Expressions</b>
 * ({@link #condition}, {@link #successCondition}) are SpEL without the braces.
 *
 * <p>If recording fails, the method's result or exception is unchanged.
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
     * The part of the application, for example {@code orders}. Default: the module of the class, otherwise the simple
     * name of the class.
     *
     * @return at most 100 characters
     */
    String module() default "";

    /**
     * The type of the operation: a constant of {@link OperationAction} or any other word.
     *
     * @return at most 50 characters
     */
    String action() default OperationAction.OTHER;

    /**
     * The readable description of the operation. Default: class and method name.
     *
     * @return a template
     */
    String description() default "";

    /**
     * The readable description if the method failed. Default: {@link #description}.
     *
     * @return a template
     */
    String failureDescription() default "";

    /**
     * The type of the resource, for example {@code order}.
     *
     * @return at most 100 characters
     */
    String resourceType() default "";

    /**
     * The identifier of the resource. {@link io.opsmon.operationlog.context.OperationLogContext#resourceId} takes
     * precedence.
     *
     * @return a template
     */
    String resourceId() default "";

    /**
     * The operator's identifier. Overrides the result of the {@link OperatorResolver}.
     *
     * @return a template
     */
    String operator() default "";

    /**
     * The operator's tenant. Overrides the result of the {@link OperatorResolver}.
     *
     * @return a template
     */
    String tenant() default "";

    /**
     * Whether the call is recorded; evaluated after the call. Default: always.
     *
     * @return a boolean expression
     */
    String condition() default "";

    /**
     * Whether a call that returned counts as a success, for example {@code #result.code == 0}. Default: true.
     *
     * @return a boolean expression
     */
    String successCondition() default "";

    /**
     * Further attributes, each {@code name=template}.
     *
     * @return the pairs
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
     * The only paths of arguments and result that are recorded, for example {@code command.lines.price}. Default:
     * everything.
     *
     * @return dotted paths, beginning with an argument's name or {@code result}
     */
    String[] include() default {};

    /**
     * Paths of arguments and result that are not recorded.
     *
     * @return dotted paths, beginning with an argument's name or {@code result}
     */
    String[] exclude() default {};

    /**
     * The object that the method changes, for example <code>#order(#id)</code> with a {@link TemplateFunction}
     * {@code order}. The expression is evaluated before the call and, without {@link #after}, again after the call. The
     * entry contains the changes. {@link io.opsmon.operationlog.context.OperationLogContext#oldValue} is the equivalent
     * inside the method.
     *
     * @return an expression
     */
    String before() default "";

    /**
     * The changed object after the call, for example {@code #result}. Default: {@link #before} evaluated again.
     *
     * @return an expression
     */
    String after() default "";

    /**
     * Whether an {@link OldValueLoader} loads the resource before and after the call, so that the entry contains the
     * changes. Requires {@link #resourceType} and {@link #resourceId}.
     *
     * @return true to load it
     */
    boolean trackChanges() default false;

    /**
     * A list whose elements have an entry each, for example {@code #orders}. The variable {@code #item} is the element
     * in all templates and expressions of the annotation, so resource, description, condition and changes are those of
     * the element. The expression is evaluated before the call if it uses only arguments, otherwise after the call.
     *
     * <pre>{@code
     * @OperationLog(forEach = "#orders", resourceType = "order", resourceId = "#{#item.id}",
     *         description = "cancelled order #{#item.id}")
     * void cancelAll(List<Order> orders)
     * }</pre>
     *
     * <p>The entries share time, duration, request and trace. If the call fails, each entry is a failure. A call makes
     * at most 1,000 entries; the last entry shows the number of further elements. An empty or missing list makes no
     * entry, or one entry if the call fails.
     *
     * @return an expression for an array, an {@code Iterable} or a map, whose values are the elements; empty for one
     *     entry
     */
    String forEach() default "";

    /**
     * The durability of the entry at the time when the method returns.
     *
     * @return the consistency
     */
    Consistency consistency() default Consistency.BUFFERED;
}
