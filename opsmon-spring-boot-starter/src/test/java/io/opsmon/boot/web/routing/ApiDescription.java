package io.opsmon.boot.web.routing;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of the API, as tests read it: without references, and with schemas that permit no members beyond
 * the described ones.
 */
public final class ApiDescription {

    private static final String FILE = "/io/opsmon/boot/web/openapi/openapi.json";

    private final JsonNode document = document();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /** A described parameter. */
    public record Parameter(String name, String in, boolean required, JsonNode schema) {}

    private static JsonNode document() {
        try (InputStream file = ApiDescription.class.getResourceAsStream(FILE)) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the whole document. */
    public JsonNode whole() {
        return document;
    }

    /** Returns all operations, as method and path. */
    public List<String> operations() {
        List<String> all = new ArrayList<>();
        document.get("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    /** Returns an operation; null if it is not described. */
    public @Nullable JsonNode operation(String method, String path) {
        JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
        return operation.isMissingNode() ? null : operation;
    }

    /** Returns the parameters of an operation. */
    public List<Parameter> parameters(JsonNode operation) {
        return operation
                .path("parameters")
                .valueStream()
                .map(this::resolved)
                .map(node -> new Parameter(
                        node.get("name").asString(),
                        node.get("in").asString(),
                        node.path("required").asBoolean(false),
                        resolved(node.get("schema"))))
                .toList();
    }

    /** Returns the names of the parameters of an operation in one place. */
    public List<String> names(JsonNode operation, String in) {
        return parameters(operation).stream()
                .filter(parameter -> parameter.in().equals(in))
                .map(Parameter::name)
                .toList();
    }

    /** Follows references. */
    public JsonNode resolved(JsonNode node) {
        JsonNode target = node;
        while (target.has("$ref")) {
            target = document.at(target.get("$ref").asString().substring(1));
        }
        return target;
    }

    /** Returns the differences between an answer and its description. */
    public List<String> problems(
            JsonNode operation, int status, @Nullable MediaType type, byte @Nullable [] body, boolean isProblem) {
        JsonNode responses = operation.get("responses");
        JsonNode response = responses.path(Integer.toString(status));
        if (response.isMissingNode()) {
            if (!isProblem || Stream.of(404, 409, 416).anyMatch(named -> named == status)) {
                return List.of("the status " + status + " is not described");
            }
            response = responses.get("default");
        }
        response = resolved(response);
        JsonNode content = response.path("content");
        if (type == null) {
            return content.isEmpty() ? List.of() : List.of("the answer has no type");
        }
        JsonNode described = content.path(type.getType() + "/" + type.getSubtype());
        if (described.isMissingNode() && !content.isEmpty()) {
            return List.of("the type " + type + " is not described");
        }
        return body == null || !described.has("schema")
                ? List.of()
                : problems(described.get("schema"), JsonMapper.shared().readTree(body));
    }

    /** Returns the differences between a JSON body of a request and its description. */
    public List<String> problemsOfRequest(JsonNode operation, byte[] body) {
        JsonNode schema = operation
                .path("requestBody")
                .path("content")
                .path(MediaType.APPLICATION_JSON_VALUE)
                .path("schema");
        if (schema.isMissingNode()) {
            return List.of();
        }
        if (body.length == 0) {
            return operation.path("requestBody").path("required").asBoolean(false)
                    ? List.of("a request without body was accepted")
                    : List.of();
        }
        return problems(schema, JsonMapper.shared().readTree(body));
    }

    private List<String> problems(JsonNode schema, JsonNode value) {
        return schemas
                .computeIfAbsent(schema.toString(), text -> registry.getSchema(strict(schema)))
                .validate(value)
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** Returns a schema of its own that permits no members beyond the described ones. */
    private JsonNode strict(JsonNode schema) {
        ObjectNode own = (ObjectNode) schema.deepCopy();
        own.set("components", document.get("components").deepCopy());
        close(own);
        return own;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asString("").equals("object")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDescription::close);
    }
}
