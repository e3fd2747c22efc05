package io.opsmon.boot.operationlog;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Recording of HTTP requests that no annotation records.
 *
 * @param enabled whether such requests are recorded.
 * @param methods the HTTP methods recorded.
 * @param includePaths paths recorded, as Ant patterns below the context path.
 * @param excludePaths paths not recorded, as Ant patterns below the context path; the API of opsmon itself never is.
 * @param module the module of such entries.
 * @param recordBody whether JSON and form bodies are recorded, masked.
 * @param maxBodySize how much of a body is looked at; a longer one is shown as text, cut.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.operation-log.http")
public record HttpRecordingProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue({"POST", "PUT", "PATCH", "DELETE"}) List<String> methods,
        @DefaultValue("/**") List<String> includePaths,
        @DefaultValue({"/actuator/**", "/error"}) List<String> excludePaths,
        @DefaultValue("http") String module,
        @DefaultValue("true") boolean recordBody,
        @DefaultValue("16KB") DataSize maxBodySize) {}
