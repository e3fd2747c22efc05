package io.opsmon.boot.log;

import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPageRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.util.MultiValueMap;

/**
 * Reads the filter of a log, and the parameters {@code sort}, {@code cursor} and {@code limit} of all logs. Immutable.
 *
 * @param <B> the builder of the filter
 * @param <F> the filter
 * @since 0.1
 */
public final class LogParameters<B, F extends LogFilter<F>> {

    private final QueryParameters<Draft<B>> parameters;
    private final Supplier<B> builders;
    private final Function<B, F> build;

    private static final class Draft<B> {
        private final B builder;
        private LogPageRequest page = LogPageRequest.FIRST;

        Draft(B builder) {
            this.builder = builder;
        }
    }

    /**
     * Creates a reader.
     *
     * @param builders creates a builder without values
     * @param filters the effect of each filter on the builder, by the name of the parameter
     * @param build builds the filter
     */
    public LogParameters(Supplier<B> builders, Map<String, BiConsumer<B, String>> filters, Function<B, F> build) {
        Map<String, BiConsumer<Draft<B>, String>> all = new HashMap<>();
        filters.forEach((name, effect) -> all.put(name, (draft, value) -> effect.accept(draft.builder, value)));
        all.put(
                "sort",
                (draft, value) -> draft.page =
                        draft.page.sorted(QueryParameters.constant("sort", LogPageRequest.Sort.class, value)));
        all.put("cursor", (draft, value) -> draft.page = draft.page.after(Cursors.decode(value)));
        all.put("limit", (draft, value) -> draft.page = draft.page.limited(QueryParameters.limit(value)));
        this.parameters = new QueryParameters<>(all);
        this.builders = builders;
        this.build = build;
    }

    /**
     * Reads the parameters of a request.
     *
     * @param given the parameters by name
     * @return the filter and the page
     * @throws io.opsmon.boot.web.ApiException if a parameter is unknown, repeated or malformed; the exception names it
     */
    public LogSearch<F> read(MultiValueMap<String, String> given) {
        Draft<B> draft = parameters.read(given, new Draft<>(builders.get()));
        return new LogSearch<>(build.apply(draft.builder), draft.page);
    }

    /**
     * Returns the names of the parameters.
     *
     * @return the filters, {@code sort}, {@code cursor} and {@code limit}
     */
    public Set<String> names() {
        return parameters.names();
    }
}
