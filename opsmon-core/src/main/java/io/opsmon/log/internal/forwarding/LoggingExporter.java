package io.opsmon.log.internal.forwarding;

import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each entry as a JSON document to the logger of the log. The host's logging system routes the documents to
 * syslog, a file or a collector.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LoggingExporter<E extends RecordedEntry> implements LogExporter<E> {

    private final ForwardedLog<E> log;
    private final DocumentFormat format;
    private final Logger target;

    /**
     * Creates an exporter.
     *
     * @param log the log
     * @param format one of the log's formats
     */
    public LoggingExporter(ForwardedLog<E> log, DocumentFormat format) {
        this.log = log;
        this.format = format;
        this.target = LoggerFactory.getLogger(log.logger());
    }

    @Override
    public String name() {
        return "logging-" + format.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void export(List<E> batch) {
        for (E entry : batch) {
            target.info(log.document(entry, format));
        }
    }
}
