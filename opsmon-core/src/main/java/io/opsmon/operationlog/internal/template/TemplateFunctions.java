package io.opsmon.operationlog.internal.template;

import io.opsmon.operationlog.TemplateFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;

/**
 * Registry of the host's functions by name. Filled during the creation of beans, read by every evaluation. Thread-safe.
 *
 * @since 0.1
 */
public final class TemplateFunctions {

    /** The name of the built-in function that formats the changes of a call. */
    public static final String DIFF = "diff";

    /** A method of a bean, bound to the bean. */
    record Function(MethodHandle handle, boolean before, Method method) {}

    private final Map<String, Function> functions = new ConcurrentHashMap<>();

    /** Creates an empty registry. */
    public TemplateFunctions() {}

    /**
     * Returns whether a class has functions.
     *
     * @param type the class of a bean, not of its proxy
     * @return true if {@link #addFrom} would add functions
     */
    public static boolean areIn(Class<?> type) {
        return !of(type).isEmpty();
    }

    private static Map<Method, TemplateFunction> of(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable TemplateFunction>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, TemplateFunction.class));
    }

    /**
     * Adds every method of a bean with {@link TemplateFunction}.
     *
     * @param bean the bean, proxied or not
     * @throws TemplateException if a name is already in use, or a method is not public
     */
    public void addFrom(Object bean) {
        of(AopUtils.getTargetClass(bean)).forEach((method, annotation) -> add(bean, method, annotation));
    }

    private void add(Object bean, Method method, TemplateFunction annotation) {
        String name = StringUtils.hasText(annotation.value()) ? annotation.value() : method.getName();
        if (name.equals(DIFF)) {
            throw new TemplateException("@TemplateFunction " + method
                    + " cannot have the name \"diff\" of a built-in function; choose another name");
        }
        MethodHandle handle;
        try {
            Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
            invocable.trySetAccessible();
            handle = MethodHandles.lookup().unreflect(invocable).bindTo(bean);
        } catch (IllegalAccessException | IllegalStateException inaccessible) {
            throw new TemplateException(
                    "@TemplateFunction " + method + " must be a public method of a public bean", inaccessible);
        }
        @Nullable Function other = functions.putIfAbsent(name, new Function(handle, annotation.before(), method));
        if (other != null && !other.method().equals(method)) {
            throw new TemplateException(
                    "@TemplateFunction \"" + name + "\" is declared twice: " + other.method() + " and " + method);
        }
    }

    @Nullable
    Function find(String name) {
        return functions.get(name);
    }
}
