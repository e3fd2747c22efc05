package io.opsmon.log.internal.export;

import io.opsmon.log.LogKind;
import io.opsmon.recording.RecordedEntry;
import java.util.List;

/**
 * Table view of a log.
 *
 * @param kind the log
 * @param title the name of the sheet
 * @param columns the columns, in order
 * @param <E> the kind of entry
 * @since 0.1
 */
public record ExportTable<E extends RecordedEntry>(LogKind<E> kind, String title, List<ExportColumn<E>> columns) {}
