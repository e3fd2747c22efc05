package io.opsmon.sample;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** Answers errors with a page for browsers, and with problem details for API clients. */
@ControllerAdvice
class Errors {

    @ExceptionHandler
    Object handle(BusinessException failure, HttpServletRequest request) {
        return answer(HttpStatus.CONFLICT, failure.getMessage(), request);
    }

    @ExceptionHandler
    Object handle(IllegalArgumentException failure, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, failure.getMessage(), request);
    }

    @ExceptionHandler
    void handle(AccessDeniedException failure) {
        throw failure;
    }

    private static Object answer(HttpStatus status, @Nullable String message, HttpServletRequest request) {
        if (request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
            return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, message))
                    .build();
        }
        ModelAndView page = new ModelAndView("problem", status);
        page.addObject("message", message);
        return page;
    }
}
