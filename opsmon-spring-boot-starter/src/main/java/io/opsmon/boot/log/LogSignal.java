package io.opsmon.boot.log;

import io.opsmon.boot.web.LiveSignal;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogRepository;
import io.opsmon.recording.RecordedEntry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Signals new entries of a log, written by any node.
 *
 * @param <E> the kind of entry
 * @param <F> its filter
 * @since 0.1
 */
public final class LogSignal<E extends RecordedEntry, F extends LogFilter<F>> implements LiveSignal {

    private final LogResource<E, F> resource;
    private final LogRepository<E, F> repository;
    private final LogSearch<F> newest;

    /**
     * Creates the signal.
     *
     * @param resource the log
     * @param repository the entries of all callers; listeners learn only that there is a new one
     */
    public LogSignal(LogResource<E, F> resource, LogRepository<E, F> repository) {
        this.resource = resource;
        this.repository = repository;
        this.newest = resource.queries().read(new LinkedMultiValueMap<>());
    }

    @Override
    public String topic() {
        return resource.path().substring(1);
    }

    @Override
    public String permission() {
        return resource.permissions().read();
    }

    @Override
    public @Nullable String state() {
        return repository
                .findFirst(newest.filter(), newest.page())
                .map(entry -> entry.id().toString())
                .orElse(null);
    }
}
