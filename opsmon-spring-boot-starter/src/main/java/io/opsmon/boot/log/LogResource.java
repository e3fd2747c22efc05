package io.opsmon.boot.log;

import io.opsmon.log.LogQuery;
import io.opsmon.log.LogRepository;
import io.opsmon.log.internal.export.ExportTable;
import io.opsmon.recording.RecordedEntry;
import java.util.Locale;
import java.util.Set;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The REST resource of one log.
 *
 * @param path the path in the API, {@code /operation-logs} for example
 * @param permissions the permissions for the log
 * @param repository the store of the entries
 * @param table the columns of exported files
 * @param queries the reader of filters
 * @param filters the names of the filters
 * @param json the writer of entries
 * @param <E> the kind of entry
 * @param <Q> its query
 * @since 0.1
 */
public record LogResource<E extends RecordedEntry, Q extends LogQuery<Q>>(
        String path,
        Permissions permissions,
        LogRepository<E, Q> repository,
        ExportTable<E> table,
        QueryReader<Q> queries,
        Set<String> filters,
        EntryWriter<E> json) {

    /**
     * The permissions for a log.
     *
     * @param read the permission to read entries
     * @param export the permission to export entries as a file
     * @param delete the permission to remove old entries
     * @param acknowledge the permission to acknowledge integrity findings
     * @param hold the permission to create and lift legal holds
     */
    public record Permissions(String read, String export, String delete, String acknowledge, String hold) {}

    /**
     * Reads filters.
     *
     * @param <Q> the query
     */
    @FunctionalInterface
    public interface QueryReader<Q> {

        /**
         * Reads the parameters of a request.
         *
         * @param parameters the parameters by name
         * @return the query
         * @throws io.opsmon.boot.web.ApiException if a parameter is unknown, repeated or malformed; the exception names
         *     it
         */
        Q read(MultiValueMap<String, String> parameters);
    }

    /**
     * Writes entries as JSON.
     *
     * @param <E> the kind of entry
     */
    public interface EntryWriter<E> {

        /**
         * Writes an entry for a list.
         *
         * @param entry an entry
         * @param reader the reader's language
         * @return a JSON object
         */
        ObjectNode summary(E entry, Locale reader);

        /**
         * Writes an entry with all members.
         *
         * @param entry an entry
         * @param reader the reader's language
         * @return a JSON object
         */
        ObjectNode whole(E entry, Locale reader);
    }

    /**
     * Returns the name of the log's entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    public String plural() {
        return table.kind().plural();
    }
}
