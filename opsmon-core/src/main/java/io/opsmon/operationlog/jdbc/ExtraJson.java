package io.opsmon.operationlog.jdbc;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Extra attributes as the JSON object in the {@code extra} column. */
final class ExtraJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

    private ExtraJson() {}

    static String write(Map<String, String> extra) {
        return MAPPER.writeValueAsString(extra);
    }

    static Map<String, String> read(@Nullable String json) {
        return json == null ? Map.of() : MAPPER.readValue(json, TYPE);
    }
}
