package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.log.LegalHold;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.HoldFilters;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves legal holds.
 *
 * <pre>
 *  GET    /operation-logs/holds                   all holds: {items: [{number, filter, reason, madeAt, madeBy, lifted: {at, by, reason}}]}
 *  POST   /operation-logs/holds                   {holdReason, from, to, operator, ...}: creates a hold on the entries that match the filters; 201
 *  DELETE /operation-logs/holds/{number}?holdReason=  lifts a hold
 * </pre>
 */
final class HoldRoutes {

    private static final String REASON = "holdReason";
    private static final int MAX_REASON = 500;
    private static final int MAX_VALUE = 300;

    private final ApiRoutes api;
    private final LogResource<?, ?> resource;
    private final JdbcLegalHolds holds;
    private final ApplicationEventPublisher events;

    HoldRoutes(ApiRoutes api, LogResource<?, ?> resource, JdbcLegalHolds holds, ApplicationEventPublisher events) {
        this.api = api;
        this.resource = resource;
        this.holds = holds;
        this.events = events;
    }

    RouterFunction<ServerResponse> routes() {
        String path = resource.path() + "/holds";
        String hold = resource.permissions().hold();
        return api.routes(builder -> builder.GET(
                        path, api.requiring(resource.permissions().read(), request -> list()))
                .POST(path, api.requiring(hold, this::make))
                .DELETE(path + "/{number}", api.requiring(hold, this::lift)));
    }

    private ServerResponse list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        holds.all().forEach(hold -> items.add(json(hold)));
        return api.json(body);
    }

    private ServerResponse make(ServerRequest request) {
        Set<String> members = new TreeSet<>(holds.filters().names());
        members.add(REASON);
        JsonBody body = JsonBody.read(request, members);
        String reason = reason(body.required(REASON));
        Map<String, String> filter = new LinkedHashMap<>();
        for (String name : holds.filters().names()) {
            @Nullable String value = body.text(name);
            if (value == null) {
                continue;
            }
            if (value.length() > MAX_VALUE) {
                throw ApiException.badRequest(name, name + " must be at most " + MAX_VALUE + " characters.");
            }
            boolean isTime = name.equals(HoldFilters.FROM) || name.equals(HoldFilters.TO);
            filter.put(name, isTime ? QueryParameters.instant(name, value).toString() : value);
        }
        LegalHold hold = holds.make(filter, reason, api.operator());
        record(
                "HOLD",
                "created legal hold " + hold.number() + " on " + resource.plural() + " " + hold.filter(),
                reason);
        return api.json(HttpStatus.CREATED, json(hold));
    }

    private ServerResponse lift(ServerRequest request) {
        String reason = reason(ApiRoutes.required(request, REASON));
        long number;
        try {
            number = Long.parseLong(request.pathVariable("number"));
        } catch (NumberFormatException malformed) {
            throw ApiException.badRequest("number", "number must be the number of a hold.");
        }
        LegalHold lifted = holds.lift(number, reason, api.operator())
                .orElseThrow(() -> ApiException.notFound("There is no legal hold " + number + " in force."));
        record("LIFT_HOLD", "lifted legal hold " + number + " on " + resource.plural(), reason);
        return api.json(json(lifted));
    }

    private static String reason(String reason) {
        if (reason.length() > MAX_REASON) {
            throw ApiException.badRequest(REASON, REASON + " must be at most " + MAX_REASON + " characters.");
        }
        return reason;
    }

    private void record(String action, String description, String reason) {
        events.publishEvent(AdministrativeOperation.of(action, description + ": " + reason));
    }

    private static ObjectNode json(LegalHold hold) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("number", hold.number());
        ObjectNode filter = node.putObject("filter");
        hold.filter().forEach(filter::put);
        node.put("reason", hold.reason());
        node.put("madeAt", hold.madeAt().toString());
        node.put("madeBy", hold.madeBy());
        LegalHold.Lifting lifted = hold.lifted();
        if (lifted != null) {
            node.putObject("lifted")
                    .put("at", lifted.at().toString())
                    .put("by", lifted.by())
                    .put("reason", lifted.reason());
        }
        return node;
    }
}
