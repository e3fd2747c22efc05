package io.opsmon.boot.web.access;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Keeps the caller of a request in the request. A thread of opsmon checks the caller of an open event stream with the
 * request in {@link RequestContextHolder}; frameworks that keep the caller by thread know no caller there. Thread-safe.
 */
final class CallerOfRequest<T> {

    private final String attribute;
    private final Class<T> type;

    CallerOfRequest(Class<?> owner, Class<T> type) {
        this.attribute = owner.getName();
        this.type = type;
    }

    void keep(@Nullable T caller) {
        @Nullable RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null && caller != null) {
            request.setAttribute(attribute, caller, RequestAttributes.SCOPE_REQUEST);
        }
    }

    @Nullable
    T kept() {
        @Nullable RequestAttributes request = RequestContextHolder.getRequestAttributes();
        @Nullable
        Object caller = request == null ? null : request.getAttribute(attribute, RequestAttributes.SCOPE_REQUEST);
        return type.isInstance(caller) ? type.cast(caller) : null;
    }
}
