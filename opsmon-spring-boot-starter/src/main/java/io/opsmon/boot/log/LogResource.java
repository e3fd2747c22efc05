package io.opsmon.boot.log;

import io.opsmon.log.LogFilter;
import io.opsmon.log.LogRepository;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The REST resource of one log.
 *
 * @param path the path in the API, {@code /operation-logs} for example
 * @param permissions the permissions for the log
 * @param view returns the entries that the caller on the current thread may see
 * @param definition the definition of the log
 * @param queries the reader of filters and pages
 * @param filters the names of the filters
 * @param json the writer of entries
 * @param <E> the kind of entry
 * @param <F> its filter
 * @since 0.1
 */
public record LogResource<E extends RecordedEntry, F extends LogFilter<F>>(
        String path,
        Permissions permissions,
        Supplier<? extends LogRepository<E, F>> view,
        LogDefinition<E> definition,
        SearchReader<F> queries,
        Set<String> filters,
        EntryWriter<E> json)
        implements KeptLog {

    /**
     * The permissions for a log.
     *
     * @param read the permission to read entries
     * @param export the permission to export entries as a file
     * @param delete the permission to remove old entries
     * @param acknowledge the permission to acknowledge integrity findings
     * @param hold the permission to create and lift legal holds
     */
    public record Permissions(String read, String export, String delete, String acknowledge, String hold) {

        static Permissions of(LogDefinition<?> definition) {
            return new Permissions(
                    definition.permission("read"),
                    definition.permission("export"),
                    definition.permission("delete"),
                    definition.permission("acknowledge"),
                    definition.permission("hold"));
        }
    }

    /**
     * Creates the resource of a log; path and permissions follow from the definition.
     *
     * @param definition the definition of the log
     * @param view returns the entries that the caller on the current thread may see
     * @param parameters the reader of filters and pages
     * @param json the writer of entries
     */
    public LogResource(
            LogDefinition<E> definition,
            Supplier<? extends LogRepository<E, F>> view,
            LogParameters<?, F> parameters,
            EntryWriter<E> json) {
        this(
                "/" + definition.plural().replace(' ', '-'),
                Permissions.of(definition),
                view,
                definition,
                parameters::read,
                parameters.names(),
                json);
    }

    /**
     * Returns the entries that the caller on the current thread may see.
     *
     * @return the entries, also for other threads that answer the request
     */
    public LogRepository<E, F> visible() {
        return view.get();
    }

    /**
     * Reads the filter and the page of a request.
     *
     * @param <F> the filter of the log
     */
    @FunctionalInterface
    public interface SearchReader<F extends LogFilter<F>> {

        /**
         * Reads the parameters of a request.
         *
         * @param parameters the parameters by name
         * @return the filter and the page
         * @throws io.opsmon.boot.web.ApiException if a parameter is unknown, repeated or malformed; the exception names
         *     it
         */
        LogSearch<F> read(MultiValueMap<String, String> parameters);
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
}
