package io.opsmon.boot.web.openapi;

import io.opsmon.boot.web.ApiRoute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of the REST API. The document is written by hand, once for all routes. A test compares the
 * document with the route table and with the answers of a running application. Stateless.
 */
final class OpenApiDocument {

    private static final String FILE = "openapi.json";
    private static final String PATHS = "paths";

    private OpenApiDocument() {}

    /** Returns the document of all routes. */
    static ObjectNode all() {
        try (InputStream file = OpenApiDocument.class.getResourceAsStream(FILE)) {
            return (ObjectNode) JsonMapper.shared().readTree(Objects.requireNonNull(file, FILE));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Returns the document of an application.
     *
     * @param routes the routes of the application
     * @return the document without the operations of other routes
     */
    static ObjectNode of(List<ApiRoute> routes) {
        Set<String> known = routes.stream()
                .map(route -> key(route.method().name(), route.path()))
                .collect(Collectors.toCollection(HashSet::new));
        ObjectNode document = all();
        ObjectNode paths = (ObjectNode) document.get(PATHS);
        for (String path : List.copyOf(paths.propertyNames())) {
            ObjectNode operations = (ObjectNode) paths.get(path);
            List.copyOf(operations.propertyNames()).stream()
                    .filter(method -> !known.contains(key(method, path)))
                    .forEach(operations::remove);
            if (operations.isEmpty()) {
                paths.remove(path);
            }
        }
        return document;
    }

    private static String key(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }
}
