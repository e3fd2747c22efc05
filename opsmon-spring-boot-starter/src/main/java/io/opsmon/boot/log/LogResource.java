package io.opsmon.boot.log;

import io.opsmon.log.LogQuery;
import io.opsmon.log.LogRepository;
import io.opsmon.log.export.ExportTable;
import io.opsmon.recording.RecordedEntry;
import java.util.Locale;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one log is shown over REST.
 *
 * @param path its path in the API, {@code /operation-logs} for example
 * @param permissions who may do what with it
 * @param repository where it is
 * @param table what it looks like as a file
 * @param queries reads its filters
 * @param json writes its entries
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
        EntryWriter<E> json) {

    /**
     * Who may do what with a log.
     *
     * @param read the permission to see it
     * @param export the permission to take it out as a file
     * @param delete the permission to remove old entries
     * @param acknowledge the permission to acknowledge integrity findings
     * @param hold the permission to make and lift legal holds
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
         * @param parameters by name
         * @return the query
         * @throws io.opsmon.boot.web.ApiException naming a parameter that is unknown, repeated or malformed
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
         * What a list shows.
         *
         * @param entry an entry
         * @param reader the reader's language
         * @return a JSON object
         */
        ObjectNode summary(E entry, Locale reader);

        /**
         * Everything there is.
         *
         * @param entry an entry
         * @param reader the reader's language
         * @return a JSON object
         */
        ObjectNode whole(E entry, Locale reader);
    }

    /**
     * The log's entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    public String plural() {
        return table.kind().plural();
    }
}
