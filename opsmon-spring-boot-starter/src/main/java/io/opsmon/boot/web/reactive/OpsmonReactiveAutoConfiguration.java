package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.console.OpsmonConsoleAutoConfiguration;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.ThreadHttpExchange;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves the REST API and the console by Spring WebFlux. */
@AutoConfiguration(after = OpsmonConsoleAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean(ApiRoutes.class)
public final class OpsmonReactiveAutoConfiguration {

    OpsmonReactiveAutoConfiguration() {}

    @Bean
    WorkerContext opsmonHttpExchangeOfWorkers() {
        return context -> ThreadHttpExchange.enter(context.getOrDefault(HttpExchange.class, null));
    }

    @Bean
    Workers opsmonWorkers(ObjectProvider<WorkerContext> contexts) {
        return new Workers(contexts.orderedStream().toList());
    }

    @Bean
    ReactiveOpenRoutesFilter opsmonOpenRoutesFilter(ApiRoutes api, ConsoleFiles console, Workers workers) {
        return new ReactiveOpenRoutesFilter(api, console, workers);
    }

    /** Before a route of the host that matches every path. */
    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonRoutes(ApiRoutes api, ConsoleFiles console, Workers workers) {
        return new ReactiveRoutes(api, console, workers);
    }
}
