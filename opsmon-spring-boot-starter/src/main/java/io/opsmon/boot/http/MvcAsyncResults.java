package io.opsmon.boot.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.function.AsyncServerResponse;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Passes asynchronous results of Spring MVC to the exchange. MVC completes every kind of result through a
 * {@code Callable} or {@code DeferredResult} of its own, and notifies its interceptors. Loaded only if Spring MVC is
 * present.
 */
final class MvcAsyncResults implements CallableProcessingInterceptor, DeferredResultProcessingInterceptor {

    private final ServletHttpExchange.AsyncOutcome outcome;

    private MvcAsyncResults(ServletHttpExchange.AsyncOutcome outcome) {
        this.outcome = outcome;
    }

    /** Registers interceptors that note the end of asynchronous processing. */
    static void watch(HttpServletRequest request, ServletHttpExchange.AsyncOutcome outcome) {
        WebAsyncManager manager = WebAsyncUtils.getAsyncManager(request);
        MvcAsyncResults results = new MvcAsyncResults(outcome);
        manager.registerCallableInterceptor(MvcAsyncResults.class, results);
        manager.registerDeferredResultInterceptor(MvcAsyncResults.class, results);
    }

    static boolean endsWithRequest(Object result) {
        @Nullable Object body = result instanceof HttpEntity<?> entity ? entity.getBody() : result;
        return body instanceof DeferredResult<?>
                || body instanceof WebAsyncTask<?>
                || body instanceof Callable<?>
                || body instanceof StreamingResponseBody
                || body instanceof ResponseBodyEmitter
                || (body instanceof ServerResponse response && isStreamed(response));
    }

    /** Recognizes streamed responses by name, because their types are not public. */
    private static boolean isStreamed(ServerResponse response) {
        String name = response.getClass().getSimpleName();
        return response instanceof AsyncServerResponse
                || name.equals("SseServerResponse")
                || name.equals("StreamingServerResponse");
    }

    /**
     * Returns the value that another thread has set or computed, or the result itself if the result is not
     * asynchronous.
     */
    static @Nullable Object value(@Nullable Object result, @Nullable Object asyncValue) {
        if (result instanceof DeferredResult<?> deferred) {
            return deferred.getResult();
        }
        return result instanceof WebAsyncTask<?> || result instanceof Callable<?> ? asyncValue : result;
    }

    @Override
    public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
        ended(concurrentResult);
    }

    @Override
    public <T> Object handleError(NativeWebRequest request, Callable<T> task, Throwable thrown) {
        outcome.failed(thrown);
        return RESULT_NONE;
    }

    @Override
    public <T> void postProcess(
            NativeWebRequest request, DeferredResult<T> deferredResult, @Nullable Object concurrentResult) {
        ended(concurrentResult);
    }

    @Override
    public <T> boolean handleError(NativeWebRequest request, DeferredResult<T> deferredResult, Throwable thrown) {
        outcome.failed(thrown);
        return true;
    }

    private void ended(@Nullable Object concurrentResult) {
        if (concurrentResult instanceof Throwable thrown) {
            outcome.failed(thrown);
        } else {
            outcome.value(concurrentResult);
        }
    }
}
