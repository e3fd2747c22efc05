package io.opsmon.operationlog.internal.payload;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Sensitive;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Collects the annotations of a class's properties from every place allowed in Java and Kotlin. These are fields,
 * getters, setters and their parameters, overridden methods, record components, constructor parameters, and the class.
 * Confined to one thread.
 */
final class PropertyAnnotations {

    private static final String KOTLIN_MARKER = "kotlin.jvm.internal.DefaultConstructorMarker";
    private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final Class<?> type;
    private final Map<String, Field> fields;
    private final Map<String, List<Annotation>> ofConstructors = new HashMap<>();
    private final Set<Class<?>> sensitiveTypes = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();

    PropertyAnnotations(Class<?> type, Map<String, Field> fields) {
        this.type = type;
        this.fields = fields;
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Constructor<?> constructor : c.getDeclaredConstructors()) {
                @Nullable Constructor<?> written = written(c, constructor);
                if (written != null) {
                    takeParameters(c, constructor.getParameters(), written);
                }
            }
        }
        for (Class<?> each : hierarchy(type)) {
            JsonIgnoreProperties names = each.getAnnotation(JsonIgnoreProperties.class);
            if (names != null && !names.allowGetters()) {
                ignored.addAll(Arrays.asList(names.value()));
            }
        }
    }

    private static Set<Class<?>> hierarchy(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            all.add(c);
        }
        all.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
        return all;
    }

    /**
     * Returns the constructor as written. If a parameter of a Kotlin constructor is a value class, the annotations are
     * on a synthetic constructor with the same parameters and a marker. Null for other synthetic constructors.
     */
    private static @Nullable Constructor<?> written(Class<?> declaring, Constructor<?> constructor) {
        if (!constructor.isSynthetic()) {
            return constructor;
        }
        Class<?>[] types = constructor.getParameterTypes();
        if (types.length == 0 || !types[types.length - 1].getName().equals(KOTLIN_MARKER)) {
            return null;
        }
        Class<?>[] writtenTypes = Arrays.copyOf(types, types.length - 1);
        return Arrays.stream(declaring.getDeclaredConstructors())
                .filter(each -> Arrays.equals(each.getParameterTypes(), writtenTypes))
                .findFirst()
                .orElse(null);
    }

    /**
     * Collects annotations of constructor parameters, on which Kotlin places annotations without a target. The class
     * file often lacks the names of these parameters.
     */
    private void takeParameters(Class<?> declaring, Parameter[] parameters, Constructor<?> constructor) {
        if (Arrays.stream(parameters).allMatch(parameter -> parameter.getAnnotations().length == 0)) {
            return;
        }
        @Nullable String @Nullable [] names = namesOf(declaring, constructor);
        for (int i = 0; i < constructor.getParameterCount(); i++) {
            List<Annotation> annotations = Arrays.asList(parameters[i].getAnnotations());
            @Nullable String name = names == null ? null : names[i];
            JsonProperty property = parameters[i].getAnnotation(JsonProperty.class);
            if (property != null && !property.value().isEmpty()) {
                ofConstructors
                        .computeIfAbsent(property.value(), any -> new ArrayList<>())
                        .addAll(annotations);
            }
            if (name != null) {
                ofConstructors.computeIfAbsent(name, any -> new ArrayList<>()).addAll(annotations);
            } else if (parameters[i].isAnnotationPresent(Sensitive.class)) {
                // The property of this parameter is unknown, so every candidate is masked.
                sensitiveTypes.add(parameters[i].getType());
            }
        }
    }

    private static @Nullable String @Nullable [] namesOf(Class<?> declaring, Constructor<?> constructor) {
        if (declaring.isRecord()) {
            RecordComponent[] components = declaring.getRecordComponents();
            return components.length == constructor.getParameterCount()
                    ? Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new)
                    : null;
        }
        @Nullable String @Nullable [] names = NAMES.getParameterNames(constructor);
        return names != null ? names : namesOfFields(declaring, constructor.getParameterTypes());
    }

    /**
     * Returns the names of the constructor's properties, which are the first fields of a Kotlin class in the same
     * order.
     */
    private static @Nullable String @Nullable [] namesOfFields(Class<?> declaring, Class<?>[] types) {
        List<Field> fields = Arrays.stream(declaring.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .toList();
        boolean isData = Arrays.stream(declaring.getDeclaredMethods())
                        .filter(method -> method.getName().matches("component[0-9]+(-.*)?"))
                        .count()
                == types.length;
        if (!isData || fields.size() < types.length) {
            return null;
        }
        for (int i = 0; i < types.length; i++) {
            if (fields.get(i).getType() != types[i]) {
                return null;
            }
        }
        return fields.stream().limit(types.length).map(Field::getName).toArray(String[]::new);
    }

    /** Returns all annotations of a property. The annotations of its reader come first. */
    List<Annotation> of(String name, AnnotatedElement reader) {
        List<Annotation> all = new ArrayList<>(Arrays.asList(reader.getAnnotations()));
        // A Kotlin property "isOpen" has the getter isOpen(), but its field and its parameter are called "isOpen".
        String declared = name;
        if (reader instanceof Method getter) {
            overridden(getter, all);
            if (getter.getName().startsWith("is") && fields.containsKey(getter.getName())) {
                declared = getter.getName();
            }
        }
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if ((field.getName().equals(name) || field.getName().equals(declared)) && field != reader) {
                    all.addAll(Arrays.asList(field.getAnnotations()));
                }
            }
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getName().equals(name)) {
                    all.addAll(Arrays.asList(component.getAnnotations()));
                }
            }
        }
        all.addAll(ofConstructors.getOrDefault(name, List.of()));
        if (!declared.equals(name)) {
            all.addAll(ofConstructors.getOrDefault(declared, List.of()));
        }
        return all;
    }

    private void overridden(Method getter, List<Annotation> all) {
        for (Class<?> each : hierarchy(type)) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.getParameterCount() == 0
                        && method.getName().equals(getter.getName())
                        && !method.equals(getter)) {
                    all.addAll(Arrays.asList(method.getAnnotations()));
                }
            }
        }
    }

    /** Returns the annotations of a property's setters and of their parameters. */
    private List<Annotation> ofSetters(String name) {
        List<Annotation> all = new ArrayList<>();
        String setter = "set" + StringUtils.capitalize(name);
        for (Class<?> each : hierarchy(type)) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.getParameterCount() == 1 && (method.getName().equals(setter) || isNamed(method, name))) {
                    all.addAll(Arrays.asList(method.getAnnotations()));
                    all.addAll(Arrays.asList(method.getParameters()[0].getAnnotations()));
                }
            }
        }
        return all;
    }

    private static boolean isNamed(Method method, String name) {
        JsonProperty property = method.getAnnotation(JsonProperty.class);
        return property != null && property.value().equals(name);
    }

    /** Returns whether a property is excluded, by the rules of Jackson. */
    boolean isHidden(String name, Class<?> valueType, List<Annotation> annotations) {
        if (ignored.contains(name) || valueType.isAnnotationPresent(JsonIgnoreType.class)) {
            return true;
        }
        boolean named = false;
        for (Annotation annotation : annotations) {
            if (annotation instanceof JsonIgnore ignore && ignore.value()) {
                return true;
            }
            if (annotation instanceof JsonProperty property) {
                named = true;
                if (property.access() == JsonProperty.Access.WRITE_ONLY || ignored.contains(property.value())) {
                    return true;
                }
            }
        }
        for (Annotation annotation : ofSetters(name)) {
            boolean ignoredBySetter = annotation instanceof JsonIgnore ignore && ignore.value() && !named;
            if (ignoredBySetter
                    || (annotation instanceof JsonProperty property
                            && property.access() == JsonProperty.Access.WRITE_ONLY)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a property's value is masked by an annotation or by its name in JSON. */
    boolean isSensitive(String name, Class<?> valueType, List<Annotation> annotations, Masking masking) {
        if (masking.isSensitive(name)
                || (fields.containsKey(name)
                        && sensitiveTypes.contains(fields.get(name).getType()))
                || sensitiveTypes.contains(valueType)) {
            return true;
        }
        List<Annotation> all = new ArrayList<>(annotations);
        all.addAll(ofSetters(name));
        for (Annotation annotation : all) {
            if (annotation instanceof Sensitive
                    || (annotation instanceof JsonProperty property && masking.isSensitive(property.value()))) {
                return true;
            }
        }
        return false;
    }
}
