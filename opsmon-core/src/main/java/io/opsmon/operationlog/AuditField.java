package io.opsmon.operationlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a property shows in recorded changes: on a field, getter or record component. Properties without it are compared
 * under their own name.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface AuditField {

    /**
     * What people call the property: a text, or a code of the host's {@code MessageSource}. Default: its name.
     *
     * @return a label
     */
    String label() default "";

    /**
     * Whether the values are hidden; that they changed still shows. {@link Sensitive} and sensitive names do the same.
     *
     * @return true to hide them
     */
    boolean mask() default false;

    /**
     * Whether the property is left out of comparisons.
     *
     * @return true to leave it out
     */
    boolean ignore() default false;

    /**
     * On a list, set or array of beans or maps: the property that tells which element is which, so that moving one is
     * no change. Default: the element's property annotated with an {@code @Id} of JPA or Spring Data, else the
     * position.
     *
     * @return a property's name
     */
    String key() default "";
}
