package io.opsmon.operationlog.internal.forwarding;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.forwarding.OperationLogExporter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each entry as a JSON document to the logger {@code io.opsmon.audit}. The host's logging system routes the
 * documents to syslog, a file or a collector.
 *
 * @since 0.1
 */
public final class LoggingExporter implements OperationLogExporter {

    private static final Logger AUDIT = LoggerFactory.getLogger("io.opsmon.audit");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Format format;

    /** The format of the documents. */
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
     * Creates an exporter.
     *
     * @param format the format of the documents
     */
    public LoggingExporter(Format format) {
        this.format = format;
    }

    /**
     * Formats an entry as a document.
     *
     * @param entry the entry
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
