package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.log.LegalHold;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
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
final class HoldRoutes implements RouteGroup {

    private static final String REASON = "holdReason";
    private static final int MAX_REASON = 500;
    private static final int MAX_VALUE = 300;

    private final OpsmonAccess access;
    private final KeptLog resource;
    private final JdbcLegalHolds holds;
    private final ApplicationEventPublisher events;

    HoldRoutes(OpsmonAccess access, KeptLog resource, JdbcLegalHolds holds, ApplicationEventPublisher events) {
        this.access = access;
        this.resource = resource;
        this.holds = holds;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        String path = resource.path() + "/holds";
        String hold = resource.permissions().hold();
        return List.of(
                ApiRoute.get(path, resource.permissions().read(), request -> list()),
                ApiRoute.post(path, hold, this::make),
                ApiRoute.delete(path + "/{number}", hold, this::lift).withParameters(REASON));
    }

    private ApiResponse list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        holds.all().forEach(hold -> items.add(json(hold)));
        return ApiResponse.json(body);
    }

    private ApiResponse make(ApiRequest request) {
        Set<String> members = new TreeSet<>(holds.filters());
        members.add(REASON);
        JsonBody body = JsonBody.read(request, members);
        String reason = reason(body.required(REASON));
        Map<String, String> filter = new LinkedHashMap<>();
        for (String name : holds.filters()) {
            @Nullable String value = body.text(name);
            if (value == null) {
                continue;
            }
            if (value.length() > MAX_VALUE) {
                throw ApiException.badRequest(name, name + " must be at most " + MAX_VALUE + " characters.");
            }
            filter.put(name, asStored(name, value));
        }
        LegalHold hold = holds.make(filter, reason, access.operator());
        record(
                "HOLD",
                "created legal hold " + hold.number() + " on " + resource.plural() + " " + hold.filter(),
                reason);
        return ApiResponse.json(HttpStatus.CREATED, json(hold));
    }

    private static String asStored(String name, String value) {
        return switch (name) {
            case JdbcLegalHolds.FROM, JdbcLegalHolds.TO ->
                QueryParameters.instant(name, value).toString();
            case "clientIp" -> IpAddress.canonical(value);
            case "operation" -> id(name, value);
            default -> value;
        };
    }

    private static String id(String name, String value) {
        try {
            return UUID.fromString(value).toString();
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest(name, name + " must be the identifier of an entry.");
        }
    }

    private ApiResponse lift(ApiRequest request) {
        String reason = reason(request.required(REASON));
        long number;
        try {
            number = Long.parseLong(request.pathVariable("number"));
        } catch (NumberFormatException malformed) {
            throw ApiException.badRequest("number", "number must be the number of a hold.");
        }
        LegalHold lifted = holds.lift(number, reason, access.operator())
                .orElseThrow(() -> ApiException.notFound("There is no legal hold " + number + " in force."));
        record("LIFT_HOLD", "lifted legal hold " + number + " on " + resource.plural(), reason);
        return ApiResponse.json(json(lifted));
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
