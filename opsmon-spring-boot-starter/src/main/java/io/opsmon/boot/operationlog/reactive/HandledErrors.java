package io.opsmon.boot.operationlog.reactive;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.ThreadHttpExchange;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Notes the exception of a controller before the host turns the exception into an answer. Spring WebFlux has no hook
 * for this purpose, so this adapter calls Spring's adapter. Exceptions that the method throws are observed by a proxy
 * of the controller, and exceptions that its result emits by the exception handler of the result.
 *
 * <p>For other exceptions, such as of invalid arguments, the type that the exception handler declares is noted. Only
 * requests that may be recorded are observed.
 *
 * <p>The proxy also binds the request to the thread of the controller's method. Without automatic context propagation,
 * nothing else binds the request there. An operation inside the method that returns no publisher is then recorded with
 * its request, and the request has no second entry.
 */
final class HandledErrors implements HandlerAdapter, PriorityOrdered {

    private static final Logger log = LoggerFactory.getLogger(HandledErrors.class);
    private static final String OBSERVED = HandledErrors.class.getName() + ".observed";
    private static final String ERROR = HandledErrors.class.getName() + ".error";
    private static final String TYPE = HandledErrors.class.getName() + ".type";

    private final Supplier<? extends Iterable<HandlerAdapter>> adapters;

    HandledErrors(Supplier<? extends Iterable<HandlerAdapter>> adapters) {
        this.adapters = adapters;
    }

    /** Requests that the exceptions of the exchange's handler are noted. */
    static void observe(ServerWebExchange exchange) {
        exchange.getAttributes().put(OBSERVED, true);
    }

    /** Returns the first exception of the handler; null if there was none, or if the exception is unknown. */
    static @Nullable Throwable of(ServerWebExchange exchange) {
        return exchange.getAttribute(ERROR);
    }

    /** Returns the type of an unknown exception that was handled; null if there was none. */
    static @Nullable String typeOf(ServerWebExchange exchange) {
        return exchange.getAttribute(TYPE);
    }

    @Override
    public boolean supports(Object handler) {
        return handler instanceof HandlerMethod && adapter(handler) != null;
    }

    private @Nullable HandlerAdapter adapter(Object handler) {
        for (HandlerAdapter each : adapters.get()) {
            if (each != this && each.supports(handler)) {
                return each;
            }
        }
        return null;
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        @Nullable HandlerAdapter adapter = adapter(handler);
        if (adapter == null) {
            return Mono.error(new IllegalStateException("No HandlerAdapter for " + handler));
        }
        if (!(handler instanceof HandlerMethod method)
                || !exchange.getAttributes().containsKey(OBSERVED)) {
            return adapter.handle(exchange, handler);
        }
        return Mono.deferContextual(context -> adapter.handle(
                        exchange, observed(method, exchange, context.getOrDefault(HttpExchange.class, null)))
                .doOnNext(result -> watch(result, exchange)));
    }

    private static HandlerMethod observed(
            HandlerMethod method, ServerWebExchange exchange, @Nullable HttpExchange request) {
        try {
            HandlerMethod resolved = method.createWithResolvedBean();
            Object bean = resolved.getBean();
            return isOpen(bean.getClass(), resolved.getMethod())
                    ? new Observed(resolved, proxy(bean, exchange, request))
                    : method;
        } catch (RuntimeException | LinkageError failure) {
            log.debug("Could not observe \"{}\"", method, failure);
            return method;
        }
    }

    /** A final method of a proxy would not reach the controller. Coroutines emit their exceptions. */
    private static boolean isOpen(Class<?> type, Method method) {
        return !Proxy.isProxyClass(type)
                && !Modifier.isFinal(type.getModifiers())
                && !Modifier.isFinal(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers())
                && !KotlinDetector.isSuspendingFunction(method);
    }

    private static Object proxy(Object bean, ServerWebExchange exchange, @Nullable HttpExchange request) {
        ProxyFactory factory = new ProxyFactory(bean);
        factory.setProxyTargetClass(true);
        factory.addAdvice((MethodInterceptor) invocation -> {
            Runnable leave = ThreadHttpExchange.enter(request);
            try {
                return invocation.proceed();
            } catch (Throwable thrown) {
                note(exchange, thrown);
                throw thrown;
            } finally {
                leave.run();
            }
        });
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    private static void note(ServerWebExchange exchange, Throwable thrown) {
        exchange.getAttributes().putIfAbsent(ERROR, thrown);
    }

    private static void watch(HandlerResult result, ServerWebExchange exchange) {
        @Nullable DispatchExceptionHandler handler = result.getExceptionHandler();
        if (handler != null) {
            result.setExceptionHandler((failed, thrown) -> {
                note(exchange, thrown);
                return handler.handleError(failed, thrown);
            });
        }
        Map<String, Object> attributes = exchange.getAttributes();
        if (!attributes.containsKey(ERROR) && result.getHandler() instanceof HandlerMethod answering) {
            @Nullable String type = declaredType(answering);
            if (type != null) {
                attributes.put(TYPE, type);
            }
        }
    }

    /** Returns the exception that an exception handler declares; null if the method is no exception handler. */
    private static @Nullable String declaredType(HandlerMethod method) {
        @Nullable ExceptionHandler handles = AnnotationUtils.findAnnotation(method.getMethod(), ExceptionHandler.class);
        if (handles == null) {
            return null;
        }
        if (handles.value().length == 1) {
            return handles.value()[0].getName();
        }
        for (MethodParameter parameter : method.getMethodParameters()) {
            if (Throwable.class.isAssignableFrom(parameter.getParameterType())) {
                return parameter.getParameterType().getName();
            }
        }
        return Exception.class.getName();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private static final class Observed extends HandlerMethod {

        Observed(HandlerMethod method, Object bean) {
            super(method, bean, false);
        }
    }
}
