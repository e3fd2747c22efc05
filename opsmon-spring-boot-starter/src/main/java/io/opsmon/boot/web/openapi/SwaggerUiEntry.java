package io.opsmon.boot.web.openapi;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;

/**
 * Adds the OpenAPI document to the list of springdoc's Swagger UI, behind the documents of the application. An
 * application that configures the list itself decides alone.
 *
 * <p>Springdoc's beans are read and written by the names of its properties, because opsmon does not depend on
 * springdoc.
 */
final class SwaggerUiEntry implements SmartInitializingSingleton {

    /** The class of the properties of Swagger UI. */
    static final String UI = "org.springdoc.core.properties.SwaggerUiConfigProperties";

    private static final String DOCUMENTS = "org.springdoc.core.properties.SpringDocConfigProperties";
    private static final String PREFIX = "springdoc.swagger-ui";
    private static final Logger log = LoggerFactory.getLogger(SwaggerUiEntry.class);

    private final ListableBeanFactory beans;
    private final String application;
    private final String document;

    /**
     * Creates the entry.
     *
     * @param beans the beans of the application
     * @param application the name of the application
     * @param document the path of the document, without context path
     */
    SwaggerUiEntry(ListableBeanFactory beans, String application, String document) {
        this.beans = beans;
        this.application = application;
        this.document = document;
    }

    /** Runs after springdoc has read the groups of the application. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            @Nullable Object ui = bean(UI);
            @Nullable Object documents = bean(DOCUMENTS);
            if (ui != null && documents != null) {
                add(ui, documents);
            }
        } catch (RuntimeException failure) {
            log.debug("Failed to add the OpenAPI document of opsmon to Swagger UI", failure);
        }
    }

    private @Nullable Object bean(String type) {
        return beans.getBeanProvider(
                        ClassUtils.resolveClassName(type, getClass().getClassLoader()))
                .getIfUnique();
    }

    private void add(Object ui, Object documents) {
        BeanWrapper known = PropertyAccessorFactory.forBeanPropertyAccess(ui);
        if (isSet(known, "urls") || isSet(known, "url") || isSet(known, "configUrl")) {
            return;
        }
        BeanWrapper ofApplication = PropertyAccessorFactory.forBeanPropertyAccess(documents);
        Map<String, String> properties = new LinkedHashMap<>();
        entry(properties, 0, "opsmon", document);
        Optional<String> group = firstGroup(ofApplication);
        if (group.isEmpty()) {
            entry(properties, 1, application, Objects.toString(ofApplication.getPropertyValue("apiDocs.path")));
        }
        if (!isSet(known, "urlsPrimaryName")) {
            properties.put(PREFIX + ".urls-primary-name", group.orElse(application));
        }
        new Binder(new MapConfigurationPropertySource(properties)).bind(PREFIX, Bindable.ofInstance(ui));
    }

    private static boolean isSet(BeanWrapper bean, String property) {
        return !ObjectUtils.isEmpty(bean.getPropertyValue(property));
    }

    private static void entry(Map<String, String> properties, int index, String name, String url) {
        properties.put(PREFIX + ".urls[" + index + "].name", name);
        properties.put(PREFIX + ".urls[" + index + "].url", url);
    }

    /** Returns the group that Swagger UI would show without opsmon. */
    private static Optional<String> firstGroup(BeanWrapper documents) {
        return documents.getPropertyValue("groupConfigs") instanceof Collection<?> groups
                ? groups.stream()
                        .map(PropertyAccessorFactory::forBeanPropertyAccess)
                        .map(group -> Objects.toString(
                                group.getPropertyValue(isSet(group, "displayName") ? "displayName" : "group")))
                        .sorted()
                        .findFirst()
                : Optional.empty();
    }
}
