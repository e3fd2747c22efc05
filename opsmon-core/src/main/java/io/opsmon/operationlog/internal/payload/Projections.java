package io.opsmon.operationlog.internal.payload;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.springframework.util.ClassUtils;

/**
 * Recognizes JDK proxies that represent data, such as interface projections of Spring Data. A proxy represents data if
 * its interfaces have only getters and setters, or if Spring Data created the projection. No method of another proxy is
 * called, since a getter of a mapper or a client may run a query.
 */
final class Projections {

    private static final String OF_SPRING_DATA = "org.springframework.data.projection.TargetAware";

    private static final ClassValue<List<Class<?>>> VIEWS = new ClassValue<>() {
        @Override
        protected List<Class<?>> computeValue(Class<?> type) {
            if (!Proxy.isProxyClass(type)) {
                return List.of();
            }
            boolean ofSpringData = ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                    .anyMatch(each -> each.getName().equals(OF_SPRING_DATA));
            List<Class<?>> written = Arrays.stream(type.getInterfaces())
                    .filter(each -> !each.isAnnotation() && !ValueKinds.isOfFramework(each))
                    .toList();
            return ofSpringData || written.stream().allMatch(Projections::isView) ? written : List.of();
        }
    };

    private Projections() {}

    /** Returns the interfaces whose getters are the properties of a proxy; empty for every other class. */
    static List<Class<?>> views(Class<?> type) {
        return VIEWS.get(type);
    }

    private static boolean isView(Class<?> type) {
        boolean hasGetter = false;
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !ClassUtils.hasMethod(Object.class, method)) {
                boolean getter = BeanProperties.isGetter(method);
                boolean setter = method.getName().startsWith("set") && method.getParameterCount() == 1;
                if (!getter && !setter) {
                    return false;
                }
                hasGetter |= getter;
            }
        }
        return hasGetter;
    }
}
