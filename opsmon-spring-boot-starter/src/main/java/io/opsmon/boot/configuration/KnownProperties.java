package io.opsmon.boot.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Collects the names of opsmon's properties from the configuration metadata that the build generates. Adds the
 * components of records in lists and maps, which the metadata omits. A key of a map and an index of a list are
 * {@code *}; at the end of a name, {@code *} matches any rest.
 */
final class KnownProperties {

    static final String PREFIX = "opsmon";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Pattern ELEMENT = Pattern.compile("(?:List|Map)<(?:[^<>,]+,)?([^<>,]+)>");

    private final ClassLoader loader;
    private final Set<String> names = new TreeSet<>();

    private KnownProperties(ClassLoader loader) {
        this.loader = loader;
    }

    /** Reads the metadata of every jar with properties of opsmon, because an extension may add properties. */
    static Set<String> names(ClassLoader loader) throws IOException {
        KnownProperties known = new KnownProperties(loader);
        Enumeration<URL> files = loader.getResources(METADATA);
        while (files.hasMoreElements()) {
            try (InputStream file = files.nextElement().openStream()) {
                known.add(JsonMapper.shared().readTree(file));
            }
        }
        return known.names;
    }

    private void add(JsonNode metadata) {
        for (JsonNode property : metadata.path("properties")) {
            String name = property.path("name").asString("");
            if (name.startsWith(PREFIX + ".")) {
                add(name, property.path("type").asString(""));
            }
        }
    }

    private void add(String name, String type) {
        names.add(name);
        Matcher element = ELEMENT.matcher(type);
        if (element.find() && !addComponents(name + ".*", element.group(1))) {
            names.add(name + ".*");
        }
    }

    /** Returns false if the type is not a record, or if a class that the record needs is missing. */
    private boolean addComponents(String name, String typeName) {
        RecordComponent @Nullable [] components = typeName.startsWith("java.") ? null : components(typeName);
        if (components == null) {
            return false;
        }
        for (RecordComponent component : components) {
            String nested = name + "." + kebab(component.getName());
            add(nested, component.getGenericType().getTypeName().replace(" ", ""));
            addComponents(nested, component.getType().getName());
        }
        return true;
    }

    private RecordComponent @Nullable [] components(String typeName) {
        try {
            return ClassUtils.forName(typeName, loader).getRecordComponents();
        } catch (ClassNotFoundException | LinkageError missing) {
            return null;
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
