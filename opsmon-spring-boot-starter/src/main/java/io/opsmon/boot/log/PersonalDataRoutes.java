package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.PersonalData;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.ValueCount;
import io.opsmon.log.internal.AdministrativeOperation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
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
final class PersonalDataRoutes {

    private static final String PERSON = "person";

    private final ApiRoutes api;
    private final List<PersonalDataPart> parts;
    private final ApplicationEventPublisher events;
    private final AccessAudit audit;

    PersonalDataRoutes(
            ApiRoutes api, List<PersonalDataPart> parts, ApplicationEventPublisher events, AccessAudit audit) {
        this.audit = audit;
        this.api = api;
        this.parts = parts;
        this.events = events;
    }

    /** Returns the routes for all logs together and for each log. */
    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> {
            builder.GET(
                            "/personal-data",
                            request -> permitted(named(request), this::report).handle(request))
                    .DELETE(
                            "/personal-data",
                            request -> permitted(named(request), this::remove).handle(request));
            for (PersonalDataPart part : parts) {
                String path = part.resource().path() + "/personal-data";
                String permission = part.resource().permissions().delete();
                builder.GET(path, api.requiring(permission, request -> report(part, request)))
                        .DELETE(path, api.requiring(permission, request -> remove(part, request)));
            }
        });
    }

    /** Answers a request for several logs. */
    @FunctionalInterface
    private interface Answer {
        ServerResponse of(Map<PersonalDataPart, String> named, ServerRequest request);
    }

    private HandlerFunction<ServerResponse> permitted(Map<PersonalDataPart, String> named, Answer answer) {
        HandlerFunction<ServerResponse> handler = request -> answer.of(named, request);
        for (PersonalDataPart part : named.keySet()) {
            handler = api.requiring(part.resource().permissions().delete(), handler);
        }
        return handler;
    }

    /** Returns the requested logs, each with the person's name in that log. */
    private Map<PersonalDataPart, String> named(ServerRequest request) {
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

    private ServerResponse report(Map<PersonalDataPart, String> named, ServerRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        named.forEach((part, name) -> body.set(part.name(), report(part, name)));
        return api.json(body);
    }

    private ServerResponse report(PersonalDataPart part, ServerRequest request) {
        String name = ApiRoutes.required(request, part.parameter());
        return api.json(report(part, name));
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

    private ServerResponse remove(Map<PersonalDataPart, String> named, ServerRequest request) {
        Removal removal = removal(request);
        // If one log refuses the removal, no log is changed.
        named.forEach((part, name) -> unheld(() -> data(part).requireNotHeld(name)));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("changed", 0);
        long total = 0;
        for (Map.Entry<PersonalDataPart, String> each : named.entrySet()) {
            long changed = remove(each.getKey(), each.getValue(), removal);
            total += changed;
            body.putObject(each.getKey().name()).put("changed", changed);
        }
        return api.json(body.put("changed", total));
    }

    private ServerResponse remove(PersonalDataPart part, ServerRequest request) {
        String name = ApiRoutes.required(request, part.parameter());
        long changed = remove(part, name, removal(request));
        return api.json(JsonNodeFactory.instance.objectNode().put("changed", changed));
    }

    private long remove(PersonalDataPart part, String name, Removal removal) {
        long[] changed = new long[1];
        unheld(() -> changed[0] = data(part).remove(name, removal));
        // The entry does not contain the name of the person, which the removal has just erased.
        events.publishEvent(AdministrativeOperation.of(
                "CLEAN",
                (removal == Removal.ERASE ? "erased" : "pseudonymised") + " one person in " + changed[0] + " "
                        + part.resource().plural()));
        return changed[0];
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

    private static Removal removal(ServerRequest request) {
        String mode = ApiRoutes.required(request, "mode");
        for (Removal removal : Removal.values()) {
            if (removal.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return removal;
            }
        }
        throw ApiException.badRequest("mode", "mode must be pseudonymise or erase.");
    }
}
