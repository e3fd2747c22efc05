package io.opsmon.boot.operationlog.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Notes the exception of a handler before the host turns the exception into an answer. Handles no exception. Loaded
 * only if Spring MVC is present.
 */
final class HandledExceptions implements HandlerExceptionResolver, PriorityOrdered {

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        if (request.getAttribute(HttpRecordingFilter.HANDLED) == null) {
            request.setAttribute(HttpRecordingFilter.HANDLED, exception);
        }
        return null;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
