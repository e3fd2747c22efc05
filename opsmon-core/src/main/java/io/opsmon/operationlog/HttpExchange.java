package io.opsmon.operationlog;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request in progress. Any thread may use the exchange, also after the request has ended.
 *
 * @since 0.1
 */
public interface HttpExchange {

    /**
     * Returns the known facts about the request.
     *
     * @return the facts; without status as long as the response is not committed
     */
    HttpFacts facts();

    /**
     * Registers a callback for the response status.
     *
     * @param action called once, with the facts and the status, when the response is committed or the request has
     *     ended; must not throw
     * @return false if the response was already committed or the request had ended; the action is not called then
     */
    boolean whenAnswered(Consumer<HttpFacts> action);

    /**
     * Registers a callback for the end of the request. Also covers requests that other threads answer.
     *
     * @param action called once, with the end of the request; must not throw
     * @return false if the request has ended already or its end cannot be observed; the action is not called then
     */
    default boolean whenEnded(Consumer<RequestEnd> action) {
        return false;
    }

    /**
     * Returns whether a result ends with the request. Examples: a stream in progress, or a value that another thread
     * sets.
     *
     * @param result the result of a recorded method
     * @return true if {@link #whenEnded} reports the end of the result
     */
    default boolean endsWithRequest(Object result) {
        return false;
    }

    /**
     * Returns the operator of the request in a reactive host, in which no thread is bound to the operator.
     *
     * @return the operator; null if unknown, or if the {@link OperatorResolver} finds the operator
     */
    default @Nullable Operator operator() {
        return null;
    }

    /** Marks this request as recorded by an entry, so that no further entry is made for it. */
    default void recorded() {}

    /**
     * Reports a recorded call that continues after its method has returned. The request is known to be recorded or not
     * as soon as {@link #callEnded} was called the same number of times.
     */
    default void callGoesOn() {}

    /** Reports the end of a continued call. The call is recorded by now, if it is recorded at all. */
    default void callEnded() {}
}
