package io.opsmon.operationlog;

import org.springframework.core.task.TaskDecorator;

/**
 * Takes the {@link OperationLogContext} of the submitting thread along to the thread that runs a task: variables and
 * attributes set there belong to the recorded call that submitted it, as far as its entry is not made yet. For
 * executors of {@code @Async} methods. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogTaskDecorator implements TaskDecorator {

    /** Makes a decorator. */
    public OperationLogTaskDecorator() {}

    @Override
    public Runnable decorate(Runnable task) {
        return OperationLogContext.wrap(task);
    }
}
