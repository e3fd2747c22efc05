package io.opsmon.operationlog.internal.interception;

import java.io.Closeable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.ClassUtils;

/**
 * Finds recorded methods that Spring cannot intercept, and logs each of them once. Such a method must not match a
 * pointcut: Spring would fail to create the bean, or would create a proxy that calls the method without its fields.
 * Thread-safe.
 */
final class ProxyLimits {

    private static final Logger log = LoggerFactory.getLogger(ProxyLimits.class);

    private static final Set<Class<?>> CALLBACKS =
            Set.of(InitializingBean.class, DisposableBean.class, Closeable.class, AutoCloseable.class);

    private final BooleanSupplier classProxies;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * Creates the limits.
     *
     * @param classProxies whether Spring creates subclasses also of beans with interfaces
     */
    ProxyLimits(BooleanSupplier classProxies) {
        this.classProxies = classProxies;
    }

    /** Returns whether a proxy can intercept the method; otherwise logs the reason. */
    boolean allow(Method method, Class<?> targetClass) {
        if (targetClass.isInterface() || Proxy.isProxyClass(targetClass) || ClassUtils.isLambdaClass(targetClass)) {
            return true;
        }
        Class<?> userClass = ClassUtils.getUserClass(targetClass);
        boolean byClass = !hasInterface(userClass) || classProxies.getAsBoolean();
        @Nullable String ofClass = byClass ? reason(userClass) : null;
        if (ofClass != null) {
            report(userClass.getName(), ofClass);
            return false;
        }
        @Nullable String ofMethod = reason(ClassUtils.getMostSpecificMethod(method, userClass), byClass);
        if (ofMethod != null) {
            report(userClass.getName() + "#" + method.getName(), ofMethod);
            return false;
        }
        return true;
    }

    private void report(String name, String reason) {
        if (reported.add(name)) {
            log.warn(
                    "Calls of \"{}\" are not recorded: {}. Make it open, or record with OperationLogRecorder",
                    name,
                    reason);
        }
    }

    private static @Nullable String reason(Class<?> type) {
        if (Modifier.isFinal(type.getModifiers())) {
            return "@OperationLog needs a proxy, and the class is final";
        }
        if (type.isSealed()) {
            return "@OperationLog needs a proxy, and the class is sealed";
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        boolean isClosed = constructors.length > 0
                && Arrays.stream(constructors).allMatch(each -> Modifier.isPrivate(each.getModifiers()));
        return isClosed ? "@OperationLog needs a proxy, and the constructors of the class are private" : null;
    }

    private static @Nullable String reason(Method method, boolean byClass) {
        int modifiers = method.getModifiers();
        if (Modifier.isStatic(modifiers)) {
            return "the method is static, and no proxy can intercept it";
        }
        if (Modifier.isPrivate(modifiers)) {
            return "the method is private, and no proxy can intercept it";
        }
        return byClass && Modifier.isFinal(modifiers) ? "the method is final, and no proxy can intercept it" : null;
    }

    /** Returns whether Spring would choose an interface-based proxy, unless the host requests class-based proxies. */
    private static boolean hasInterface(Class<?> type) {
        return Arrays.stream(ClassUtils.getAllInterfacesForClass(type))
                .anyMatch(each -> !CALLBACKS.contains(each)
                        && !Aware.class.isAssignableFrom(each)
                        && each.getMethods().length > 0);
    }
}
