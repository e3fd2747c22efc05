package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.Operator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request whose query is not recorded. */
record WithoutQuery(HttpExchange exchange) implements HttpExchange {

    @Override
    public HttpFacts facts() {
        return exchange.facts().withoutQuery();
    }

    @Override
    public boolean whenAnswered(Consumer<HttpFacts> action) {
        return exchange.whenAnswered(facts -> action.accept(facts.withoutQuery()));
    }

    @Override
    public @Nullable Operator operator() {
        return exchange.operator();
    }

    @Override
    public void recorded() {
        exchange.recorded();
    }

    @Override
    public void callGoesOn() {
        exchange.callGoesOn();
    }

    @Override
    public void callEnded() {
        exchange.callEnded();
    }
}
