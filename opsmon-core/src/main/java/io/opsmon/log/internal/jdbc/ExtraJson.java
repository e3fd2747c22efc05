package io.opsmon.log.internal.jdbc;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Conversion of extra attributes to and from the JSON object in an {@code extra} column. Stateless.
 *
 * @since 0.1
 */
public final class ExtraJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

    private ExtraJson() {}

    /**
     * Writes attributes.
     *
     * @param extra the attributes
     * @return a JSON object
     */
    public static String write(Map<String, String> extra) {
        return MAPPER.writeValueAsString(extra);
    }

    /**
     * Reads attributes.
     *
     * @param json the result of {@link #write}; null for none
     * @return the attributes
     */
    public static Map<String, String> read(@Nullable String json) {
        return json == null ? Map.of() : MAPPER.readValue(json, TYPE);
    }
}
