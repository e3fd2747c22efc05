package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.access.RequestGate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/**
 * Compares every answer of the API in every test of this module with the OpenAPI document. A request whose answer,
 * body, parameters or headers are not described fails.
 */
@AutoConfiguration
public final class DescribedAnswersAutoConfiguration {

    private static final ApiDescription DESCRIPTION = new ApiDescription();

    /** The operations that have been answered in this JVM, as method, path and status. */
    static final Set<String> ANSWERED = ConcurrentHashMap.newKeySet();

    DescribedAnswersAutoConfiguration() {}

    @Bean
    static BeanPostProcessor describedAnswers(BeanFactory beans) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof ApiRoutes table ? described(table, beans) : bean;
            }
        };
    }

    private static ApiRoutes described(ApiRoutes table, BeanFactory beans) {
        return new ApiRoutes(
                beans.getBean(OpsmonWebProperties.class).basePath(),
                beans.getBean(OpsmonAccess.class),
                beans.getBean(CallerScope.class),
                beans.getBean(RequestGate.class),
                table.routes().stream()
                        .map(DescribedAnswersAutoConfiguration::described)
                        .toList());
    }

    private static ApiRoute described(ApiRoute route) {
        @Nullable JsonNode operation = DESCRIPTION.operation(route.method().name(), route.path());
        if (operation == null) {
            // A route of a test. OpenApiTest compares the routes of opsmon.
            return route;
        }
        return new ApiRoute(
                route.method(),
                route.path(),
                route.permission(),
                route.isOpen(),
                route.isScoped(),
                route.consumes(),
                route.parameters(),
                request -> answer(route, operation, request));
    }

    private static ApiResponse answer(ApiRoute route, JsonNode operation, ApiRequest request) throws IOException {
        RecordingRequest recording =
                new RecordingRequest(request, route.consumes().equals(MediaType.APPLICATION_JSON));
        try {
            ApiResponse response = route.handler().handle(recording);
            verify(route, operation, request, recording, response, false);
            return response;
        } catch (ApiException problem) {
            verify(route, operation, request, recording, Problems.answer(request.path(), problem), true);
            throw problem;
        }
    }

    private static void verify(
            ApiRoute route,
            JsonNode operation,
            ApiRequest request,
            RecordingRequest recording,
            ApiResponse response,
            boolean isProblem) {
        List<String> problems = new ArrayList<>();
        byte @Nullable [] json = response.content() instanceof ApiContent.Bytes bytes
                        && isJson(response.headers().getContentType())
                ? bytes.bytes()
                : null;
        @Nullable
        MediaType type = response.content() instanceof ApiContent.Events
                ? MediaType.TEXT_EVENT_STREAM
                : response.content() instanceof ApiContent.None
                        ? null
                        : response.headers().getContentType();
        problems.addAll(DESCRIPTION.problems(operation, response.status(), type, json, isProblem));
        undescribed(problems, "parameter", recording.parameters, DESCRIPTION.names(operation, "query"));
        undescribed(problems, "header", recording.headers, DESCRIPTION.names(operation, "header"));
        undescribed(problems, "variable", recording.variables, DESCRIPTION.names(operation, "path"));
        if (!isProblem) {
            ANSWERED.add(route.method() + " " + route.path() + " " + response.status());
            problems.addAll(DESCRIPTION.problemsOfRequest(operation, recording.body));
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(route.method() + " " + request.path() + " differs from its description: "
                    + String.join("; ", problems));
        }
    }

    private static boolean isJson(@Nullable MediaType type) {
        return type != null
                && type.getSubtype().endsWith("json")
                && !type.getSubtype().contains("ndjson");
    }

    private static void undescribed(List<String> problems, String kind, Set<String> read, List<String> described) {
        read.stream()
                .filter(name -> !described.contains(name))
                .forEach(name -> problems.add("the handler reads the " + kind + " " + name));
    }
}
