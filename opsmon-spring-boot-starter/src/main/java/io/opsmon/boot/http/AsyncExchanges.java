package io.opsmon.boot.http;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.ThreadHttpExchange;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/** Binds the exchange of a request to the thread that runs a {@code Callable} of a controller. Stateless. */
final class AsyncExchanges implements CallableProcessingInterceptor {

    private static final String ATTRIBUTE = AsyncExchanges.class.getName();

    AsyncExchanges() {}

    @Override
    public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
        @Nullable HttpExchange exchange = ThreadHttpExchange.current();
        if (exchange != null) {
            request.setAttribute(ATTRIBUTE, exchange, RequestAttributes.SCOPE_REQUEST);
        }
    }

    @Override
    public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
        if (request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof HttpExchange exchange) {
            ThreadHttpExchange.bindExchange(exchange);
        }
    }

    @Override
    public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
        ThreadHttpExchange.bind(null);
    }
}
