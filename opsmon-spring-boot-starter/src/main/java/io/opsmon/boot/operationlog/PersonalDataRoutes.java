package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.ValueCount;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.PersonalData;
import io.opsmon.operationlog.interception.OperationRecording;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * <pre>
 *  GET    /operation-logs/personal-data?operator=ID                          what is held about a person
 *  DELETE /operation-logs/personal-data?operator=ID&amp;mode=pseudonymise|erase   takes it out: {changed}; needs opsmon.operation-log.pseudonym-key
 * </pre>
 */
final class PersonalDataRoutes {

    private final ApiRoutes api;
    private final @Nullable PersonalData personalData;
    private final OperationRecording recording;

    PersonalDataRoutes(ApiRoutes api, @Nullable PersonalData personalData, OperationRecording recording) {
        this.api = api;
        this.personalData = personalData;
        this.recording = recording;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET(
                        "/operation-logs/personal-data",
                        api.requiring(OpsmonPermissions.OPERATION_LOG_DELETE, this::report))
                .DELETE(
                        "/operation-logs/personal-data",
                        api.requiring(OpsmonPermissions.OPERATION_LOG_DELETE, this::removePerson)));
    }

    private ServerResponse report(ServerRequest request) {
        PersonalData.Report report = personalData().report(ApiRoutes.required(request, "operator"));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("operator", report.operator()).put("count", report.count());
        body.put("first", report.first() == null ? null : report.first().toString());
        body.put("last", report.last() == null ? null : report.last().toString());
        ArrayNode modules = body.putArray("modules");
        for (ValueCount count : report.modules()) {
            modules.addObject().put("value", count.value()).put("count", count.count());
        }
        report.addresses().forEach(body.putArray("addresses")::add);
        report.userAgents().forEach(body.putArray("userAgents")::add);
        return api.json(body);
    }

    private ServerResponse removePerson(ServerRequest request) {
        String operator = ApiRoutes.required(request, "operator");
        PersonalData.Removal removal = removal(ApiRoutes.required(request, "mode"));
        long changed;
        try {
            changed = personalData().remove(operator, removal);
        } catch (HeldEntriesException held) {
            throw ApiException.conflict(Objects.requireNonNull(held.getMessage()));
        }
        // Without the person's id, which would bring back what was just taken out.
        recording.record(OperationRecording.Operation.of(
                "opsmon",
                OperationAction.CLEAN,
                (removal == PersonalData.Removal.ERASE ? "erased" : "pseudonymised") + " one person in " + changed
                        + " operation logs"));
        return api.json(HttpStatus.OK, JsonNodeFactory.instance.objectNode().put("changed", changed));
    }

    private PersonalData personalData() {
        if (personalData == null) {
            throw ApiException.unavailable("Set opsmon.operation-log.pseudonym-key to work on personal data.");
        }
        return personalData;
    }

    private static PersonalData.Removal removal(String mode) {
        for (PersonalData.Removal removal : PersonalData.Removal.values()) {
            if (removal.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return removal;
            }
        }
        throw ApiException.badRequest("mode", "mode must be pseudonymise or erase.");
    }
}
