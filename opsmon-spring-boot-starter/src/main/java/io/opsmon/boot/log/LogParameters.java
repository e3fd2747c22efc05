package io.opsmon.boot.log;

import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.ValueFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
     * A filter of the builder that accepts and excludes values. Immutable.
     *
     * @param <B> the builder
     */
    public static final class Values<B> {

        private final BinaryOperator<String> reader;
        private final BiConsumer<B, ValueFilter> effect;

        private Values(BinaryOperator<String> reader, BiConsumer<B, ValueFilter> effect) {
            this.reader = reader;
            this.effect = effect;
        }

        /**
         * Creates a filter of texts.
         *
         * @param effect sets the filter
         * @param <B> the builder
         * @return the filter
         */
        public static <B> Values<B> texts(BiConsumer<B, ValueFilter> effect) {
            return new Values<>((name, text) -> text, effect);
        }

        /**
         * Creates a filter of texts in several notations.
         *
         * @param canonical converts a text to its notation in the log
         * @param effect sets the filter
         * @param <B> the builder
         * @return the filter
         */
        public static <B> Values<B> texts(UnaryOperator<String> canonical, BiConsumer<B, ValueFilter> effect) {
            return new Values<>((name, text) -> canonical.apply(text), effect);
        }

        /**
         * Creates a filter of attributes. A value is the name of an attribute, a colon and its value. A backslash
         * before a colon makes the colon a part of the name.
         *
         * @param effect sets the filter
         * @param <B> the builder
         * @return the filter
         */
        public static <B> Values<B> attributes(BiConsumer<B, Map<String, ValueFilter>> effect) {
            return new Values<>(
                    AttributeText::require, (builder, values) -> effect.accept(builder, AttributeText.byName(values)));
        }

        /**
         * Creates a filter of constants.
         *
         * @param type the constants
         * @param effect sets the filter
         * @param <B> the builder
         * @return the filter
         */
        public static <B> Values<B> constants(Class<? extends Enum<?>> type, BiConsumer<B, ValueFilter> effect) {
            return new Values<>((name, text) -> QueryParameters.constantName(name, type, text), effect);
        }
    }

    /**
     * Creates a reader.
     *
     * @param builders creates a builder without values
     * @param filters the effect of each filter with one value on the builder, by the name of the parameter
     * @param values the filters with several values, by the name of the parameter
     * @param build builds the filter
     */
    public LogParameters(
            Supplier<B> builders,
            Map<String, BiConsumer<B, String>> filters,
            Map<String, Values<B>> values,
            Function<B, F> build) {
        Map<String, BiConsumer<Draft<B>, String>> all = new HashMap<>();
        filters.forEach((name, effect) -> all.put(name, (draft, value) -> effect.accept(draft.builder, value)));
        all.put(
                "sort",
                (draft, value) -> draft.page =
                        draft.page.sorted(QueryParameters.constant("sort", LogPageRequest.Sort.class, value)));
        all.put("cursor", (draft, value) -> draft.page = draft.page.after(Cursors.decode(value)));
        all.put("limit", (draft, value) -> draft.page = draft.page.limited(QueryParameters.limit(value)));
        Map<String, BiConsumer<Draft<B>, List<String>>> repeatable = new HashMap<>();
        values.forEach((name, filter) -> repeatable.put(
                name,
                (draft, texts) -> filter.effect.accept(
                        draft.builder, QueryParameters.values(name, texts, text -> filter.reader.apply(name, text)))));
        this.parameters = new QueryParameters<>(all, repeatable);
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
