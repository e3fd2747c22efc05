package io.opsmon.operationlog;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request that is being served. It may be used after the request has ended, and by any thread.
 *
 * @since 0.1
 */
public interface HttpExchange {

    /**
     * What is known of the request.
     *
     * @return the facts; without status while the response is not committed
     */
    HttpFacts facts();

    /**
     * Asks to be told the response status.
     *
     * @param action called once, with the facts and their status, when the response is committed or the request has
     *     ended; must not throw
     * @return false if that has happened already, and the action is not called
     */
    boolean whenAnswered(Consumer<HttpFacts> action);

    /**
     * Asks to be told how the request ends, also a request that other threads answer.
     *
     * @param action called once, with the end of the request; must not throw
     * @return false if the request has ended already or its end cannot be seen; the action is not called then
     */
    default boolean whenEnded(Consumer<RequestEnd> action) {
        return false;
    }

    /**
     * Whether a result goes on until the request ends: a stream that is being written, a value that another thread
     * sets.
     *
     * @param result the result of a recorded method
     * @return true if {@link #whenEnded} tells the end of the result
     */
    default boolean endsWithRequest(Object result) {
        return false;
    }

    /**
     * Who makes the request, where no thread knows: in reactive hosts.
     *
     * @return the operator; null if unknown, or if {@link OperatorResolver} knows
     */
    default @Nullable Operator operator() {
        return null;
    }

    /** Told that an entry tells of this request, so that nothing else records it. */
    default void recorded() {}

    /**
     * Told that a recorded call goes on after it has returned: whether an entry tells of this request is known when
     * {@link #callEnded} was called as often.
     */
    default void callGoesOn() {}

    /** Told that such a call has ended, and has been recorded if it is to be. */
    default void callEnded() {}
}
