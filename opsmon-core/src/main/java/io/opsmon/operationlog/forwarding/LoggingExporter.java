package io.opsmon.operationlog.forwarding;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogExporter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes entries to the logger {@code io.opsmon.audit}, one JSON document each, from where the host's logging system
 * takes them to syslog, a file or a collector.
 *
 * @since 0.1
 */
public final class LoggingExporter implements OperationLogExporter {

    private static final Logger AUDIT = LoggerFactory.getLogger("io.opsmon.audit");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Format format;

    /** What the documents look like. */
    public enum Format {
        /** Elastic Common Schema 8. */
        ECS(EcsDocument::of),
        /** Open Cybersecurity Schema Framework 1.3, class API Activity (6003). */
        OCSF(OcsfDocument::of);

        private final Function<OperationLogEntry, ObjectNode> document;

        Format(Function<OperationLogEntry, ObjectNode> document) {
            this.document = document;
        }
    }

    /**
     * Makes an exporter.
     *
     * @param format what the documents look like
     */
    public LoggingExporter(Format format) {
        this.format = format;
    }

    /**
     * An entry as a document.
     *
     * @param entry an entry
     * @return JSON without line break
     */
    public String document(OperationLogEntry entry) {
        return MAPPER.writeValueAsString(format.document.apply(entry));
    }

    @Override
    public String name() {
        return "logging-" + format.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void export(List<OperationLogEntry> batch) {
        for (OperationLogEntry entry : batch) {
            AUDIT.info(document(entry));
        }
    }
}
