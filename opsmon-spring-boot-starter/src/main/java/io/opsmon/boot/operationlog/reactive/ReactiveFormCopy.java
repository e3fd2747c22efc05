package io.opsmon.boot.operationlog.reactive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/** Keeps the form that the host has read. A form that the host does not read is not read. */
final class ReactiveFormCopy extends ServerWebExchangeDecorator {

    private volatile Map<String, Object> form = Map.of();

    ReactiveFormCopy(ServerWebExchange exchange) {
        super(exchange);
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return super.getFormData().doOnNext(this::remember);
    }

    private void remember(MultiValueMap<String, String> fields) {
        Map<String, Object> seen = new LinkedHashMap<>();
        fields.forEach((name, values) -> seen.put(name, values.size() == 1 ? values.get(0) : List.copyOf(values)));
        form = seen;
    }

    /** Returns the form; empty if the request has no form, or the host did not read the form. */
    Map<String, Object> form() {
        return form;
    }
}
