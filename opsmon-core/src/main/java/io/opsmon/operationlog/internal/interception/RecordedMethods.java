package io.opsmon.operationlog.internal.interception;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.recording.Consistency;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotations of methods and parses them, once for each method and target class. Thread-safe.
 *
 * <p>The annotations of a method are read during the creation of beans. Its templates are parsed at the first call or
 * by {@link #parseAll}, when every template function is known.
 *
 * @since 0.1
 */
public final class RecordedMethods {

    private static final Logger log = LoggerFactory.getLogger(RecordedMethods.class);

    private static final String REQUEST_MAPPING = "org.springframework.web.bind.annotation.RequestMapping";

    private final Supplier<OperationParser> parser;
    private final Supplier<Masking> masking;
    private final ProxyLimits limits;
    private final MethodParameters parameters = new MethodParameters();
    private final Map<MethodClassKey, List<OperationLog>> annotations = new ConcurrentHashMap<>(256);
    private final Map<Class<?>, List<OperationLog>> classAnnotations = new ConcurrentHashMap<>();
    /** By target class, then by method: found without allocation at each call. */
    private final ClassValue<Map<Method, RecordedMethod>> parsed = new ClassValue<>() {
        @Override
        protected Map<Method, RecordedMethod> computeValue(Class<?> targetClass) {
            return new ConcurrentHashMap<>();
        }
    };

    private final Map<MethodClassKey, Found> found = new ConcurrentHashMap<>();

    private record Found(Method method, Class<?> targetClass) {}

    /**
     * Creates an empty set.
     *
     * @param parser supplies the parser of annotations; called when the first annotation is parsed
     * @param masking supplies the rules for sensitive names; called when the first annotation is parsed
     * @param classProxies whether Spring creates subclasses also of beans with interfaces; called for each recorded
     *     method
     */
    public RecordedMethods(Supplier<OperationParser> parser, Supplier<Masking> masking, BooleanSupplier classProxies) {
        this.parser = parser;
        this.masking = masking;
        this.limits = new ProxyLimits(classProxies);
    }

    /** Returns whether calls of the method are recorded. Called for every method of every bean during its creation. */
    boolean contains(Method method, Class<?> targetClass) {
        return !annotationsOf(method, targetClass).isEmpty() && limits.allow(method, targetClass);
    }

    /** Returns whether an entry of the method joins the business transaction. */
    boolean isTransactional(Method method, Class<?> targetClass) {
        return annotationsOf(method, targetClass).stream()
                .anyMatch(annotation -> annotation.consistency() == Consistency.TRANSACTIONAL);
    }

    /** Returns the method with its parsed annotations. */
    RecordedMethod get(Method method, Class<?> targetClass) {
        Map<Method, RecordedMethod> ofClass = parsed.get(targetClass);
        @Nullable RecordedMethod known = ofClass.get(method);
        return known != null ? known : ofClass.computeIfAbsent(method, unknown -> parse(method, targetClass));
    }

    /**
     * Parses the annotations of all methods found so far.
     *
     * @throws io.opsmon.operationlog.internal.template.TemplateException if a template is malformed and the parser is
     *     strict
     */
    public void parseAll() {
        found.values().forEach(method -> get(method.method(), method.targetClass()));
    }

    private List<OperationLog> annotationsOf(Method method, Class<?> targetClass) {
        MethodClassKey key = new MethodClassKey(method, targetClass);
        @Nullable List<OperationLog> known = annotations.get(key);
        if (known == null) {
            known = find(method, targetClass);
            annotations.put(key, known);
            if (!known.isEmpty()) {
                found.put(key, new Found(method, targetClass));
            }
        }
        return known;
    }

    private List<OperationLog> find(Method method, Class<?> targetClass) {
        if (method.getDeclaringClass() == Object.class) {
            return List.of();
        }
        Class<?> userClass = userClass(targetClass, method);
        Method specific = specific(method, userClass);
        List<OperationLog> own = nearest(specific);
        if (!own.isEmpty()
                || specific.getDeclaringClass() == Object.class
                || !Modifier.isPublic(specific.getModifiers())) {
            return own;
        }
        return ofClass(userClass);
    }

    /** Returns the class written by the developer; for a JDK proxy, the interface that declares the method. */
    private static Class<?> userClass(Class<?> targetClass, Method method) {
        if (!Proxy.isProxyClass(targetClass)) {
            return ClassUtils.getUserClass(targetClass);
        }
        for (Class<?> each : targetClass.getInterfaces()) {
            if (!each.getName().startsWith("org.springframework.")
                    && (method.getDeclaringClass().isAssignableFrom(each)
                            || ClassUtils.hasMethod(each, method.getName(), method.getParameterTypes()))) {
                return each;
            }
        }
        return method.getDeclaringClass();
    }

    private static Method specific(Method method, Class<?> userClass) {
        Method specific = userClass.isInterface()
                ? ClassUtils.getMethodIfAvailable(userClass, method.getName(), method.getParameterTypes())
                : AopUtils.getMostSpecificMethod(method, userClass);
        return BridgeMethodResolver.findBridgedMethod(specific == null ? method : specific);
    }

    /** Called for each public method without an annotation of its own, which is nearly every method of every bean. */
    private List<OperationLog> ofClass(Class<?> userClass) {
        return classAnnotations.computeIfAbsent(userClass, RecordedMethods::nearest);
    }

    /**
     * Returns the annotations of the element itself, otherwise of the nearest element that it overrides, implements or
     * extends.
     */
    private static List<OperationLog> nearest(AnnotatedElement element) {
        List<OperationLog> nearest = new ArrayList<>();
        int nearestIndex = Integer.MAX_VALUE;
        MergedAnnotations all = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
        for (MergedAnnotation<OperationLog> annotation :
                (Iterable<MergedAnnotation<OperationLog>>) all.stream(OperationLog.class)::iterator) {
            if (annotation.getAggregateIndex() < nearestIndex) {
                nearestIndex = annotation.getAggregateIndex();
                nearest.clear();
            }
            if (annotation.getAggregateIndex() == nearestIndex) {
                nearest.add(annotation.synthesize());
            }
        }
        return List.copyOf(nearest);
    }

    private RecordedMethod parse(Method method, Class<?> targetClass) {
        Class<?> userClass = userClass(targetClass, method);
        Method specific = specific(method, userClass);
        List<OperationLog> onClass = ofClass(userClass);
        String classModule = onClass.isEmpty() || onClass.get(0).module().isEmpty()
                ? userClass.getSimpleName()
                : onClass.get(0).module();
        String methodName = userClass.getSimpleName() + "." + specific.getName();
        MethodParameters.Found found = parameters.of(specific, userClass, masking.get());
        if (!found.named() && !onlyTemplates(method, targetClass)) {
            log.warn(
                    "Arguments of \"{}\" are not recorded: parameters have no names. Compile \"{}\" with -parameters",
                    methodName,
                    specific.getDeclaringClass().getName());
        }
        return new RecordedMethod(
                userClass.getName() + "#" + specific.getName(),
                found.all(),
                found.named(),
                KotlinDetector.isSuspendingFunction(specific),
                MergedAnnotations.from(specific, SearchStrategy.TYPE_HIERARCHY).isPresent(REQUEST_MAPPING),
                annotationsOf(method, targetClass).stream()
                        .map(annotation -> parser.get().parse(annotation, classModule, methodName))
                        .toList());
    }

    private boolean onlyTemplates(Method method, Class<?> targetClass) {
        return annotationsOf(method, targetClass).stream().noneMatch(OperationLog::recordArguments);
    }
}
