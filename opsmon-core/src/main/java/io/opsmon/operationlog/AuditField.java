package io.opsmon.operationlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Configures the appearance of a property in recorded changes. Annotates a field, getter or record component. A
 * property without this annotation is compared under its own name.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface AuditField {

    /**
     * The display name of the property: a text, or a code of the host's {@code MessageSource}. Default: the property's
     * name.
     *
     * @return a label
     */
    String label() default "";

    /**
     * Whether the values are hidden. The change itself is still recorded. {@link Sensitive} and sensitive names have
     * the same effect.
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
     * The property that identifies an element of a list, set or array of beans or maps. Elements with identifiers can
     * move without a change. Default: the property annotated with an {@code @Id} of JPA or Spring Data, otherwise the
     * position.
     *
     * @return the name of a property
     */
    String key() default "";
}
