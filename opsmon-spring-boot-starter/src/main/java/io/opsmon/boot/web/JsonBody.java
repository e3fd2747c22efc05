package io.opsmon.boot.web;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON object in a request. Malformed, unknown and missing members cause an error that names the member. Immutable.
 *
 * @since 0.1
 */
public final class JsonBody {

    /** A body without members. */
    public static final JsonBody EMPTY = new JsonBody(JsonNodeFactory.instance.objectNode());

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_BODY = 1 << 16;

    private final ObjectNode object;

    private JsonBody(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads a request's body.
     *
     * @param request the request
     * @param members the allowed members
     * @return the body; without members if the request has no body
     * @throws ApiException if the body is not an object, or has another member
     */
    public static JsonBody read(ApiRequest request, Set<String> members) {
        byte[] bytes;
        try {
            bytes = request.body().readNBytes(MAX_BODY + 1);
        } catch (IOException broken) {
            throw ApiException.badRequest("body", "The request ended early.");
        }
        if (bytes.length > MAX_BODY) {
            throw ApiException.badRequest("body", "The body must be at most " + MAX_BODY + " bytes.");
        }
        if (bytes.length == 0) {
            return EMPTY;
        }
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(bytes);
        } catch (JacksonException malformed) {
            throw ApiException.badRequest("body", "The body must be a JSON object.");
        }
        if (!(node instanceof ObjectNode object)) {
            throw ApiException.badRequest("body", "The body must be a JSON object.");
        }
        for (String name : object.propertyNames()) {
            if (!members.contains(name)) {
                throw ApiException.badRequest(
                        name,
                        "The member \"" + name + "\" is unknown. Members are "
                                + String.join(", ", new TreeSet<>(members)) + ".");
            }
        }
        return new JsonBody(object);
    }

    /**
     * Returns a text.
     *
     * @param name the member
     * @return the value; null if it is missing, null or empty
     * @throws ApiException if the value is not a text, or too long
     */
    public @Nullable String text(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()
                || value.asString().length() > MAX_TEXT
                || value.asString().indexOf('\0') >= 0) {
            throw ApiException.badRequest(
                    name, name + " must be a text of at most " + MAX_TEXT + " characters, none of them NUL.");
        }
        return value.asString().isEmpty() ? null : value.asString();
    }

    /**
     * Returns a required text.
     *
     * @param name the member
     * @return the value
     * @throws ApiException if the value is missing or not a text
     */
    public String required(String name) {
        @Nullable String value = text(name);
        if (value == null) {
            throw ApiException.badRequest(name, name + " is required.");
        }
        return value;
    }

    /**
     * Returns a boolean.
     *
     * @param name the member
     * @param missing the value of a missing member
     * @return the value
     * @throws ApiException if the value is not a boolean
     */
    public boolean flag(String name, boolean missing) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return missing;
        }
        if (!value.isBoolean()) {
            throw ApiException.badRequest(name, name + " must be true or false.");
        }
        return value.asBoolean();
    }

    /**
     * Returns a whole number.
     *
     * @param name the member
     * @param missing the value of a missing member
     * @return the value
     * @throws ApiException if the value is not a whole number
     */
    public int number(String name, int missing) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return missing;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw ApiException.badRequest(name, name + " must be a whole number.");
        }
        return value.asInt();
    }
}
