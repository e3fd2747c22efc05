package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.recording.Consistency;
import java.util.List;

/**
 * The static properties of a recorded method.
 *
 * @param name class and method, as recorded
 * @param parameters the parameters without a coroutine's continuation
 * @param named whether every parameter has a name; otherwise, arguments are not recorded
 * @param suspending whether the method is a suspend function of Kotlin
 * @param handlesRequests whether the method handles HTTP requests, so that its result is the body of an answer
 * @param operations the operations, one for each annotation; empty if the method is not recorded
 */
record RecordedMethod(
        String name,
        List<PayloadWriter.Parameter> parameters,
        boolean named,
        boolean suspending,
        boolean handlesRequests,
        List<RecordedOperation> operations) {

    static final EntryState[][] NOTHING_CAPTURED = {};

    /** Returns whether the arguments of the call are part of an operation's entries. */
    boolean capturesArguments(RecordedOperation operation) {
        return operation.recordArguments() && named && !parameters.isEmpty();
    }

    /** Returns whether entries of the operation have values that are captured before the call. */
    boolean captures(RecordedOperation operation) {
        return operation.forEach() != null
                || operation.comparesStates()
                || !operation.evaluatedBefore().isEmpty()
                || capturesArguments(operation);
    }

    /** Called for each template of a call, and therefore without a stream. */
    boolean hasSensitiveParameters() {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).sensitive()) {
                return true;
            }
        }
        return false;
    }

    boolean isTransactional() {
        return operations.stream().anyMatch(operation -> operation.consistency() == Consistency.TRANSACTIONAL);
    }

    /** Returns the index of an argument by its name or by {@code p0}, {@code p1}; -1 if there is no such argument. */
    int indexOf(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return i;
            }
        }
        if (name.length() == 2 && name.charAt(0) == 'p') {
            int index = name.charAt(1) - '0';
            return index >= 0 && index < parameters.size() ? index : -1;
        }
        return -1;
    }
}
