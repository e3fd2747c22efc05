package io.opsmon.datachange.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Proxies of objects of JDBC. */
final class Proxies {

    /** All public interfaces of a class, so that a host may cast an object to an interface of its driver. */
    private static final ClassValue<Class<?>[]> INTERFACES = new ClassValue<>() {
        @Override
        protected Class<?>[] computeValue(Class<?> type) {
            Set<Class<?>> found = new LinkedHashSet<>();
            for (Class<?> each : ClassUtils.getAllInterfacesForClass(type)) {
                if (Modifier.isPublic(each.getModifiers())) {
                    found.add(each);
                }
            }
            return found.toArray(Class<?>[]::new);
        }
    };

    private Proxies() {}

    /** Creates a proxy with the interfaces of its target, or only with the standard interface if these do not fit. */
    static Object create(Object target, Class<?> standard, InvocationHandler handler) {
        ClassLoader loader = target.getClass().getClassLoader();
        try {
            return Proxy.newProxyInstance(
                    loader == null ? standard.getClassLoader() : loader, INTERFACES.get(target.getClass()), handler);
        } catch (IllegalArgumentException invisible) {
            return Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[] {standard}, handler);
        }
    }

    /** Returns the answer to {@code unwrap} or {@code isWrapperFor} for a type of the proxy; null for other types. */
    static @Nullable Object unwrapped(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        boolean isOwn = arguments != null
                && arguments.length == 1
                && arguments[0] instanceof Class<?> type
                && type.getPackageName().equals("java.sql")
                && type.isInstance(proxy);
        if (!isOwn) {
            return null;
        }
        return method.getName().equals("unwrap") ? proxy : (Object) true;
    }
}
