package io.opsmon.boot.operationlog.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Recording of HTTP requests that no annotation records.
 *
 * @param enabled Whether requests without an annotated method are recorded.
 * @param methods Recorded HTTP methods.
 * @param includePaths Recorded paths, as Ant patterns below the context path.
 * @param excludePaths Excluded paths, as Ant patterns below the context path. The API of opsmon is always excluded.
 * @param module Module of these entries. By default, the OpenAPI tag or the class of the handler, otherwise "http".
 * @param recordBody Whether JSON and form bodies are recorded, masked.
 * @param maxBodySize Maximum size of the recorded part of a body. A longer body is recorded as text and cut.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.operation-log.http")
public record HttpRecordingProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue({"POST", "PUT", "PATCH", "DELETE"}) List<String> methods,
        @DefaultValue("/**") List<String> includePaths,
        @DefaultValue({"/actuator/**", "/error"}) List<String> excludePaths,
        @Nullable String module,
        @DefaultValue("true") boolean recordBody,
        @DefaultValue("16KB") DataSize maxBodySize) {}
