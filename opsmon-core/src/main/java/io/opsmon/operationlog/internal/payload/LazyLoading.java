package io.opsmon.operationlog.internal.payload;

import jakarta.persistence.Entity;
import jakarta.persistence.Persistence;
import java.util.Collection;
import java.util.Map;
import org.springframework.util.ClassUtils;

/**
 * Checks whether values of a JPA provider are loaded, so that recording never runs a query or fails due to a closed
 * session. Without JPA on the class path, every value counts as loaded.
 *
 * @since 0.1
 */
public final class LazyLoading {

    private static final boolean JPA_PRESENT =
            ClassUtils.isPresent("jakarta.persistence.Persistence", LazyLoading.class.getClassLoader());

    private LazyLoading() {}

    /**
     * Returns whether a value is loaded.
     *
     * @param value the value
     * @return false for a proxy or collection that is not loaded
     */
    public static boolean isLoaded(Object value) {
        return !JPA_PRESENT || !mayBeLazy(value) || Jpa.isLoaded(value);
    }

    /**
     * Returns whether a property is loaded.
     *
     * @param bean the bean
     * @param property the name of the property
     * @return false for an association that is not loaded
     */
    public static boolean isLoaded(Object bean, String property) {
        return !JPA_PRESENT || !Jpa.isEntity(bean.getClass()) || Jpa.isLoaded(bean, property);
    }

    /**
     * Returns whether objects of a class may have properties that are not loaded.
     *
     * @param type the class of the bean
     * @return true for entities
     */
    public static boolean mayHaveLazyProperties(Class<?> type) {
        return JPA_PRESENT && Jpa.isEntity(type);
    }

    private static boolean mayBeLazy(Object value) {
        boolean container = value instanceof Collection<?> || value instanceof Map<?, ?>;
        String type = value.getClass().getName();
        return container ? !type.startsWith("java.") : Jpa.isEntity(value.getClass());
    }

    /** Isolates JPA's types from hosts without JPA. */
    private static final class Jpa {

        private static final ClassValue<Boolean> ENTITIES = new ClassValue<>() {
            @Override
            protected Boolean computeValue(Class<?> type) {
                for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                    if (c.isAnnotationPresent(Entity.class)) {
                        return true;
                    }
                }
                return false;
            }
        };

        static boolean isEntity(Class<?> type) {
            return ENTITIES.get(type);
        }

        static boolean isLoaded(Object value) {
            return Persistence.getPersistenceUtil().isLoaded(value);
        }

        static boolean isLoaded(Object entity, String property) {
            return Persistence.getPersistenceUtil().isLoaded(entity, property);
        }
    }
}
