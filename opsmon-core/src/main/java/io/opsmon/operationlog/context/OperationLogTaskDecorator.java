package io.opsmon.operationlog.context;

import org.springframework.core.task.TaskDecorator;

/**
 * Propagates the {@link OperationLogContext} of the submitting thread, with its operator and request, to the thread
 * that runs a task. Variables and attributes set by the task belong to the recorded call that submitted it, until the
 * entry is made. For executors of {@code @Async} methods. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogTaskDecorator implements TaskDecorator {

    /** Creates a decorator. */
    public OperationLogTaskDecorator() {}

    @Override
    public Runnable decorate(Runnable task) {
        return OperationLogContext.wrap(task);
    }
}
