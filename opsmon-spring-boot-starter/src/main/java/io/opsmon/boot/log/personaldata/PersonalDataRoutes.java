package io.opsmon.boot.log.personaldata;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.PersonalData;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.ValueCount;
import io.opsmon.log.internal.AdministrativeOperation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves reports on the entries about a person, in all logs or in one, and the removal of the person's data. All routes
 * need {@code opsmon.pseudonym-key}.
 *
 * <pre>
 *  GET    /personal-data?person=NAME                                    {operationLogs: {operator, count, ...}, loginLogs: {username, count, ...}}
 *  DELETE /personal-data?person=NAME&amp;mode=pseudonymise|erase            {changed, operationLogs: {changed}, loginLogs: {changed}}
 *  GET    /operation-logs/personal-data?operator=ID                     {operator, count, first, last, modules, addresses, userAgents, asActor}
 *  DELETE /operation-logs/personal-data?operator=ID&amp;mode=...             {changed}
 * </pre>
 *
 * Instead of {@code person}, a request may name the person per log, with {@code operator} and {@code username}.
 */
final class PersonalDataRoutes implements RouteGroup {

    private static final String PERSON = "person";

    private final OpsmonAccess access;
    private final List<PersonalDataPart> parts;
    private final ApplicationEventPublisher events;
    private final AccessAudit audit;

    PersonalDataRoutes(
            OpsmonAccess access, List<PersonalDataPart> parts, ApplicationEventPublisher events, AccessAudit audit) {
        this.audit = audit;
        this.access = access;
        this.parts = parts;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        List<String> names = Stream.concat(Stream.of(PERSON), parts.stream().map(PersonalDataPart::parameter))
                .toList();
        List<ApiRoute> routes = new ArrayList<>();
        // The permissions depend on the logs that the request names.
        routes.add(ApiRoute.get("/personal-data", null, request -> report(permitted(request)))
                .withParameters(names));
        routes.add(ApiRoute.delete("/personal-data", null, request -> remove(permitted(request), request))
                .withParameters(Stream.concat(names.stream(), Stream.of("mode")).toList()));
        for (PersonalDataPart part : parts) {
            String path = part.resource().path() + "/personal-data";
            String permission = part.resource().permissions().delete();
            routes.add(ApiRoute.get(path, permission, request -> report(part, request))
                    .withParameters(part.parameter()));
            routes.add(ApiRoute.delete(path, permission, request -> remove(part, request))
                    .withParameters(part.parameter(), "mode"));
        }
        return routes;
    }

    /** Returns the requested logs if the caller has the permission for each of them. */
    private Map<PersonalDataPart, String> permitted(ApiRequest request) {
        Map<PersonalDataPart, String> named = named(request);
        named.keySet()
                .forEach(part -> access.require(part.resource().permissions().delete()));
        return named;
    }

    /** Returns the requested logs, each with the person's name in that log. */
    private Map<PersonalDataPart, String> named(ApiRequest request) {
        String person = request.param(PERSON).orElse("");
        Map<PersonalDataPart, String> named = new LinkedHashMap<>();
        for (PersonalDataPart part : parts) {
            String name = request.param(part.parameter()).orElse("");
            if (!name.isEmpty() || !person.isEmpty()) {
                named.put(part, name.isEmpty() ? person : name);
            }
        }
        if (named.isEmpty()) {
            throw ApiException.badRequest(
                    PERSON,
                    "Name the person in all logs (person), or in some ("
                            + String.join(
                                    ", ",
                                    parts.stream()
                                            .map(PersonalDataPart::parameter)
                                            .toList())
                            + ").");
        }
        return named;
    }

    private ApiResponse report(Map<PersonalDataPart, String> named) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        named.forEach((part, name) -> body.set(part.name(), report(part, name)));
        return ApiResponse.json(body);
    }

    private ApiResponse report(PersonalDataPart part, ApiRequest request) {
        String name = request.required(part.parameter());
        return ApiResponse.json(report(part, name));
    }

    private ObjectNode report(PersonalDataPart part, String name) {
        PersonalData.Report report = data(part).report(name);
        audit.reported(part.resource());
        return json(part, report);
    }

    private static ObjectNode json(PersonalDataPart part, PersonalData.Report report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put(part.parameter(), report.person()).put("count", report.count());
        node.put("first", report.first() == null ? null : report.first().toString());
        node.put("last", report.last() == null ? null : report.last().toString());
        ArrayNode kinds = node.putArray(part.kinds());
        for (ValueCount count : report.kinds()) {
            kinds.addObject().put("value", count.value()).put("count", count.count());
        }
        report.addresses().forEach(node.putArray("addresses")::add);
        report.userAgents().forEach(node.putArray("userAgents")::add);
        return node.put("asActor", report.asActor());
    }

    private ApiResponse remove(Map<PersonalDataPart, String> named, ApiRequest request) {
        Removal removal = removal(request);
        // If one log refuses the removal, no log is changed.
        named.forEach(this::requireNotHeld);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("changed", 0);
        long total = 0;
        for (Map.Entry<PersonalDataPart, String> each : named.entrySet()) {
            long changed = remove(each.getKey(), each.getValue(), removal);
            total += changed;
            body.putObject(each.getKey().name()).put("changed", changed);
        }
        return ApiResponse.json(body.put("changed", total));
    }

    private ApiResponse remove(PersonalDataPart part, ApiRequest request) {
        String name = request.required(part.parameter());
        requireNotHeld(part, name);
        long changed = remove(part, name, removal(request));
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("changed", changed));
    }

    private long remove(PersonalDataPart part, String name, Removal removal) {
        long[] changed = new long[1];
        unheld(() -> changed[0] = data(part).remove(name, removal));
        unheld(() -> events.publishEvent(new PersonRemoval(part.name(), name, removal)));
        // The entry does not contain the name of the person, which the removal has just erased.
        events.publishEvent(AdministrativeOperation.of(
                "CLEAN",
                (removal == Removal.ERASE ? "erased" : "pseudonymised") + " one person in " + changed[0] + " "
                        + part.resource().plural()));
        return changed[0];
    }

    private void requireNotHeld(PersonalDataPart part, String name) {
        unheld(() -> {
            data(part).requireNotHeld(name);
            events.publishEvent(new PersonRemovalCheck(part.name(), name));
        });
    }

    private static void unheld(Runnable action) {
        try {
            action.run();
        } catch (HeldEntriesException held) {
            throw ApiException.conflict(Objects.requireNonNull(held.getMessage()));
        }
    }

    private static PersonalData data(PersonalDataPart part) {
        PersonalData data = part.data();
        if (data == null) {
            throw ApiException.unavailable("Set opsmon.pseudonym-key to work on personal data in "
                    + part.resource().plural() + ".");
        }
        return data;
    }

    private static Removal removal(ApiRequest request) {
        String mode = request.required("mode");
        for (Removal removal : Removal.values()) {
            if (removal.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return removal;
            }
        }
        throw ApiException.badRequest("mode", "mode must be pseudonymise or erase.");
    }
}
