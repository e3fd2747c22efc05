package io.opsmon.operationlog.internal.payload;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.AuditField;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.util.StringUtils;

/**
 * Cache of the readable properties of classes: record components, public getters and public fields, without properties
 * that Jackson's annotations exclude. The order is the order of the fields, then the name. Thread-safe.
 *
 * @since 0.1
 */
public final class BeanProperties {

    /** Getters added by proxies of entities. */
    private static final Set<String> OF_PROXIES = Set.of("hibernateLazyInitializer", "handler", "class");

    /**
     * A readable property.
     *
     * @param name the name of the property
     * @param reader the getter, accessor or field
     * @param sensitive whether the value is masked
     * @param audit the annotation for recorded changes; null if there is none
     * @param id whether the property is annotated as the bean's identifier
     */
    public record Property(
            String name,
            Member reader,
            boolean sensitive,
            @Nullable AuditField audit,
            boolean id) {

        /**
         * Reads the value of the property.
         *
         * @param bean the bean
         * @return the value
         * @throws ReflectiveOperationException if the getter throws
         */
        public @Nullable Object read(Object bean) throws ReflectiveOperationException {
            return reader instanceof Method method ? method.invoke(bean) : ((Field) reader).get(bean);
        }
    }

    private final Masking masking;

    private final ClassValue<BeanReader> readers = new ClassValue<>() {
        @Override
        protected BeanReader computeValue(Class<?> type) {
            if (Proxy.isProxyClass(type)) {
                return new BeanReader(type, ofProjection(type));
            }
            return new BeanReader(type, type.isRecord() ? ofRecord(type) : ofBean(type));
        }
    };

    /**
     * Creates an empty cache.
     *
     * @param masking the rules for sensitive names
     */
    public BeanProperties(Masking masking) {
        this.masking = masking;
    }

    /**
     * Returns the properties of a class.
     *
     * @param type the class
     * @return the properties in a stable order; empty for a class without properties
     */
    public List<Property> of(Class<?> type) {
        return readers.get(type).properties();
    }

    /**
     * Returns the reader of the properties of a class.
     *
     * @param type the class
     * @return the reader
     */
    public BeanReader reader(Class<?> type) {
        return readers.get(type);
    }

    private List<Property> ofRecord(Class<?> type) {
        List<Property> found = new ArrayList<>();
        PropertyAnnotations annotations = new PropertyAnnotations(type, fields(type));
        for (RecordComponent component : type.getRecordComponents()) {
            add(found, component.getName(), component.getAccessor(), annotations);
        }
        return List.copyOf(found);
    }

    /** Returns the properties of the interfaces of a proxy. The class of the proxy is not accessible. */
    private List<Property> ofProjection(Class<?> proxy) {
        Map<String, Property> found = new TreeMap<>();
        for (Class<?> view : Projections.views(proxy)) {
            PropertyAnnotations annotations = new PropertyAnnotations(view, Map.of());
            List<Property> ofView = new ArrayList<>();
            getters(view).forEach((name, getter) -> add(ofView, name, getter, annotations));
            ofView.forEach(property -> found.putIfAbsent(property.name(), property));
        }
        return List.copyOf(found.values());
    }

    private static Map<String, Method> getters(Class<?> type) {
        Map<String, Method> getters = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            @Nullable String name = propertyName(method);
            if (name != null && !OF_PROXIES.contains(name)) {
                getters.merge(name, method, BeanProperties::moreSpecific);
            }
        }
        return getters;
    }

    private List<Property> ofBean(Class<?> type) {
        Map<String, Field> fields = fields(type);
        Map<String, Method> getters = getters(type);
        List<String> order = new ArrayList<>(fields.keySet());
        List<Property> found = new ArrayList<>();
        PropertyAnnotations annotations = new PropertyAnnotations(type, fields);
        getters.forEach((name, getter) -> add(found, name, getter, annotations));
        fields.forEach((name, field) -> {
            if (Modifier.isPublic(field.getModifiers()) && !getters.containsKey(name)) {
                add(found, name, field, annotations);
            }
        });
        found.sort(Comparator.<Property>comparingInt(property -> {
                    int place = order.indexOf(property.name());
                    return place < 0 ? Integer.MAX_VALUE : place;
                })
                .thenComparing(Property::name));
        return List.copyOf(found);
    }

    private static Map<String, Field> fields(Class<?> type) {
        Map<String, Field> fields = new LinkedHashMap<>();
        List<Class<?>> hierarchy = new ArrayList<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            hierarchy.add(0, c);
        }
        for (Class<?> c : hierarchy) {
            for (Field field : c.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    fields.put(field.getName(), field);
                }
            }
        }
        return fields;
    }

    static boolean isGetter(Method method) {
        return propertyName(method) != null;
    }

    private static @Nullable String propertyName(Method method) {
        if (Modifier.isStatic(method.getModifiers())
                || method.getParameterCount() > 0
                || method.getReturnType() == void.class
                || method.isBridge()
                || method.getDeclaringClass() == Object.class) {
            return null;
        }
        String name = nameInSource(method);
        if (name.startsWith("get") && name.length() > 3) {
            return StringUtils.uncapitalizeAsProperty(name.substring(3));
        }
        boolean isBoolean = method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
        return isBoolean && name.startsWith("is") && name.length() > 2
                ? StringUtils.uncapitalizeAsProperty(name.substring(2))
                : null;
    }

    /** Returns the name without the suffix that Kotlin gives to getters of value classes and internal properties. */
    private static String nameInSource(Method method) {
        String name = method.getName();
        if (KotlinDetector.isKotlinType(method.getDeclaringClass())) {
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) == '-' || name.charAt(i) == '$') {
                    return name.substring(0, i);
                }
            }
        }
        return name;
    }

    private static Method moreSpecific(Method a, Method b) {
        return a.getReturnType().isAssignableFrom(b.getReturnType()) ? b : a;
    }

    private <M extends AccessibleObject & Member & AnnotatedElement> void add(
            List<Property> found, String name, M reader, PropertyAnnotations annotations) {
        Class<?> valueType =
                reader instanceof Method method ? method.getReturnType() : ((Field) (Object) reader).getType();
        List<Annotation> all = annotations.of(name, reader);
        if (annotations.isHidden(name, valueType, all) || !reader.trySetAccessible()) {
            return;
        }
        boolean sensitive = annotations.isSensitive(name, valueType, all, masking);
        @Nullable
        AuditField audit = all.stream()
                .filter(AuditField.class::isInstance)
                .map(AuditField.class::cast)
                .findFirst()
                .orElse(null);
        // Compared by simple name, so that the annotations of JPA and of each Spring Data module match.
        boolean id = all.stream()
                .map(annotation -> annotation.annotationType().getSimpleName())
                .anyMatch(annotation -> annotation.equals("Id") || annotation.equals("EmbeddedId"));
        found.add(new Property(name, reader, sensitive, audit, id));
    }
}
