package io.opsmon.operationlog.internal.interception;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Sensitive;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Determines the names of the parameters of recorded methods, and whether their values are masked. Searches the method
 * itself and the methods that it overrides or implements, including generic methods. Thread-safe.
 */
final class MethodParameters {

    /**
     * Simple names of annotations that contain the name of a parameter: MyBatis, Spring Data, Spring MVC, Feign,
     * JAX-RS.
     */
    private static final Set<String> NAMING = Set.of(
            "Param",
            "RequestParam",
            "PathVariable",
            "RequestHeader",
            "CookieValue",
            "QueryParam",
            "PathParam",
            "FormParam",
            "HeaderParam",
            "Named",
            "Bind",
            "WebParam");

    private final ParameterNameDiscoverer discoverer = new DefaultParameterNameDiscoverer();

    /**
     * The parameters of a method.
     *
     * @param all the parameters without a coroutine's continuation; parameters without a name are called {@code p0},
     *     {@code p1}
     * @param named whether every parameter has a name
     */
    record Found(List<PayloadWriter.Parameter> all, boolean named) {}

    Found of(Method method, Class<?> type, Masking masking) {
        int count = method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
        List<Method> methods = withOverridden(method, type);
        List<PayloadWriter.Parameter> parameters = new ArrayList<>(count);
        boolean named = true;
        for (int i = 0; i < count; i++) {
            List<Annotation> annotations = annotations(methods, i);
            @Nullable String annotated = nameOf(annotations);
            @Nullable String declared = declaredName(methods, i);
            @Nullable String name = declared == null ? annotated : declared;
            named &= name != null;
            String shown = name == null ? "p" + i : name;
            boolean sensitive = MergedAnnotations.from(annotations.toArray(Annotation[]::new))
                            .isPresent(Sensitive.class)
                    || masking.isSensitive(shown)
                    || (annotated != null && masking.isSensitive(annotated));
            parameters.add(new PayloadWriter.Parameter(shown, sensitive));
        }
        return new Found(List.copyOf(parameters), named);
    }

    private static List<Method> withOverridden(Method method, Class<?> type) {
        Set<Class<?>> hierarchy = new LinkedHashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            hierarchy.add(c);
        }
        hierarchy.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
        List<Method> methods = new ArrayList<>();
        methods.add(method);
        for (Class<?> each : hierarchy) {
            for (Method candidate : each.getDeclaredMethods()) {
                if (!candidate.equals(method) && !candidate.isBridge() && isOverridden(candidate, method, type)) {
                    methods.add(candidate);
                }
            }
        }
        return methods;
    }

    private static boolean isOverridden(Method candidate, Method method, Class<?> type) {
        if (!candidate.getName().equals(method.getName())
                || candidate.getParameterCount() != method.getParameterCount()) {
            return false;
        }
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Class<?> resolved = ResolvableType.forMethodParameter(candidate, i, type)
                    .resolve(candidate.getParameterTypes()[i]);
            if (resolved != types[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<Annotation> annotations(List<Method> methods, int index) {
        List<Annotation> annotations = new ArrayList<>();
        for (Method method : methods) {
            annotations.addAll(Arrays.asList(method.getParameters()[index].getAnnotations()));
        }
        return annotations;
    }

    private @Nullable String declaredName(List<Method> methods, int index) {
        for (Method method : methods) {
            @Nullable String @Nullable [] names = discoverer.getParameterNames(method);
            if (names != null && index < names.length && names[index] != null) {
                return names[index];
            }
        }
        return null;
    }

    private static @Nullable String nameOf(List<Annotation> annotations) {
        for (Annotation annotation : annotations) {
            if (NAMING.contains(annotation.annotationType().getSimpleName())) {
                for (String attribute : List.of("value", "name")) {
                    if (AnnotationUtils.getValue(annotation, attribute) instanceof String name && !name.isBlank()) {
                        return name;
                    }
                }
            }
        }
        return null;
    }
}
