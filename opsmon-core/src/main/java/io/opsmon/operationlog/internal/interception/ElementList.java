package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.internal.payload.LazyLoading;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.operationlog.internal.payload.ValueKinds;
import io.opsmon.operationlog.internal.template.ValueExpression;
import io.opsmon.operationlog.internal.template.ValueExpression.Value;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The list whose elements have an entry each, see {@link io.opsmon.operationlog.OperationLog#forEach}. The list is
 * evaluated before the call if the expression uses only arguments, otherwise after the call. Immutable.
 */
record ElementList(ValueExpression expression) {

    /** The name of the variable that contains the element. */
    static final String ITEM = "item";

    /** Maximum number of entries of one call. */
    static final int MAX_ENTRIES = 1_000;

    private static final int MAX_COUNTED = 100_000;

    /** The first elements of a list, and the number of further elements. */
    record Elements(List<@Nullable Object> first, int omitted) {}

    /** Returns whether the elements are known before the call. */
    boolean usesOnlyArguments(RecordedMethod method) {
        return expression.variables().stream().allMatch(name -> method.indexOf(name) >= 0);
    }

    /** Returns whether the elements belong to the result of the call. */
    boolean usesResult() {
        return expression.variables().contains("result");
    }

    /** Returns whether the elements are values of a sensitive parameter, or of a sensitive property of an argument. */
    boolean isSensitive(Call call, PayloadWriter payloads) {
        List<PayloadWriter.Parameter> parameters = call.method.parameters();
        for (int i = 0; i < parameters.size() && i < call.arguments.length; i++) {
            @Nullable Object argument = call.arguments[i];
            if (expression.variables().contains(parameters.get(i).name())
                    && (parameters.get(i).sensitive()
                            || expression.properties().stream()
                                    .anyMatch(property -> payloads.isSensitive(argument, property)))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the recorded parameters of an element: the element instead of the arguments of the expression. */
    List<PayloadWriter.Parameter> parameters(RecordedMethod method, boolean sensitive) {
        List<PayloadWriter.Parameter> parameters = new ArrayList<>();
        parameters.add(new PayloadWriter.Parameter(ITEM, sensitive));
        for (PayloadWriter.Parameter parameter : method.parameters()) {
            if (isOther(parameter)) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    /** Returns the values of {@link #parameters}. */
    @Nullable
    Object[] values(Call call, @Nullable Object element) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(element);
        List<PayloadWriter.Parameter> parameters = call.method.parameters();
        for (int i = 0; i < parameters.size() && i < call.arguments.length; i++) {
            if (isOther(parameters.get(i))) {
                values.add(call.arguments[i]);
            }
        }
        return values.toArray();
    }

    private boolean isOther(PayloadWriter.Parameter parameter) {
        return !expression.variables().contains(parameter.name())
                && !parameter.name().equals(ITEM);
    }

    /**
     * Evaluates the list.
     *
     * @return the elements; null if the evaluation fails, or if the elements cannot be read without an effect on the
     *     application
     */
    @Nullable
    Elements of(Call call) {
        if (!(expression.evaluate(call) instanceof Value value)) {
            return null;
        }
        try {
            return elements(value.object());
        } catch (RuntimeException | LinkageError failure) {
            // An iterator of the application may throw.
            return null;
        }
    }

    private static @Nullable Elements elements(@Nullable Object list) {
        if (list == null) {
            return new Elements(List.of(), 0);
        }
        if (ValueKinds.isReference(list)) {
            return elements(ValueKinds.referent(list));
        }
        if (!LazyLoading.isLoaded(list)) {
            return null;
        }
        if (list instanceof Map<?, ?> map) {
            return first(map.values().iterator(), map.size());
        }
        if (list instanceof Collection<?> collection) {
            return first(collection.iterator(), collection.size());
        }
        if (list.getClass().isArray()) {
            int length = Array.getLength(list);
            return first(
                    IntStream.range(0, length).mapToObj(i -> Array.get(list, i)).iterator(), length);
        }
        if (ValueKinds.isStream(list)) {
            return null;
        }
        if (list instanceof Iterable<?> iterable) {
            return ValueKinds.isReadableIterable(iterable) ? counted(iterable.iterator()) : null;
        }
        return first(List.of(list).iterator(), 1);
    }

    private static Elements first(Iterator<?> iterator, int size) {
        List<@Nullable Object> first = new ArrayList<>(Math.min(size, MAX_ENTRIES));
        while (iterator.hasNext() && first.size() < MAX_ENTRIES) {
            first.add(iterator.next());
        }
        return new Elements(first, Math.max(0, size - first.size()));
    }

    /** Counts the omitted elements of a list of unknown size, which may be endless. */
    private static Elements counted(Iterator<?> iterator) {
        Elements first = first(iterator, MAX_ENTRIES);
        int omitted = 0;
        while (iterator.hasNext() && omitted < MAX_COUNTED) {
            iterator.next();
            omitted++;
        }
        return new Elements(first.first(), omitted);
    }
}
