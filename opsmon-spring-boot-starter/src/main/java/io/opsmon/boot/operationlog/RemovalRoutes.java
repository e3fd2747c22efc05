package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLogStatistics;
import io.opsmon.operationlog.PersonalData;
import io.opsmon.operationlog.interception.OperationRecording;
import io.opsmon.operationlog.jdbc.JdbcOperationLogRetention;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * <pre>
 *  DELETE /operation-logs?before=TIME                                        removes older entries, archived first if there is an archive: {removed}
 *  GET    /operation-logs/personal-data?operator=ID                          what is held about a person
 *  DELETE /operation-logs/personal-data?operator=ID&amp;mode=pseudonymise|erase   takes it out: {changed}; needs opsmon.operation-log.pseudonym-key
 * </pre>
 */
final class RemovalRoutes {

    private static final Logger log = LoggerFactory.getLogger(RemovalRoutes.class);

    private final ApiRoutes api;
    private final JdbcOperationLogRetention retention;
    private final @Nullable PersonalData personalData;
    private final OperationRecording recording;

    RemovalRoutes(
            ApiRoutes api,
            JdbcOperationLogRetention retention,
            @Nullable PersonalData personalData,
            OperationRecording recording) {
        this.api = api;
        this.retention = retention;
        this.personalData = personalData;
        this.recording = recording;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.DELETE(
                        "/operation-logs", api.requiring(OpsmonPermissions.OPERATION_LOG_DELETE, this::removeOld))
                .GET(
                        "/operation-logs/personal-data",
                        api.requiring(OpsmonPermissions.OPERATION_LOG_DELETE, this::report))
                .DELETE(
                        "/operation-logs/personal-data",
                        api.requiring(OpsmonPermissions.OPERATION_LOG_DELETE, this::removePerson)));
    }

    private ServerResponse removeOld(ServerRequest request) {
        Instant before = QueryParameters.instant("before", required(request, "before"));
        long removed;
        try {
            removed = retention.removeBefore(before);
        } catch (IOException failure) {
            log.warn("Old operation logs are not removed", failure);
            throw ApiException.unavailable(
                    "The archive cannot be written, so nothing more was removed. The log of the application tells why.");
        }
        record(OperationAction.CLEAN, "removed " + removed + " operation logs from before " + before);
        return api.json(JsonNodeFactory.instance.objectNode().put("removed", removed));
    }

    private ServerResponse report(ServerRequest request) {
        PersonalData.Report report = personalData().report(required(request, "operator"));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("operator", report.operator()).put("count", report.count());
        body.put("first", report.first() == null ? null : report.first().toString());
        body.put("last", report.last() == null ? null : report.last().toString());
        ArrayNode modules = body.putArray("modules");
        for (OperationLogStatistics.Count count : report.modules()) {
            modules.addObject().put("value", count.value()).put("count", count.count());
        }
        report.addresses().forEach(body.putArray("addresses")::add);
        report.userAgents().forEach(body.putArray("userAgents")::add);
        return api.json(body);
    }

    private ServerResponse removePerson(ServerRequest request) {
        String operator = required(request, "operator");
        PersonalData.Removal removal = removal(required(request, "mode"));
        long changed = personalData().remove(operator, removal);
        // Without the person's id, which would bring back what was just taken out.
        record(
                OperationAction.CLEAN,
                (removal == PersonalData.Removal.ERASE ? "erased" : "pseudonymised") + " one person in " + changed
                        + " operation logs");
        return api.json(HttpStatus.OK, JsonNodeFactory.instance.objectNode().put("changed", changed));
    }

    private PersonalData personalData() {
        if (personalData == null) {
            throw ApiException.unavailable("Set opsmon.operation-log.pseudonym-key to work on personal data.");
        }
        return personalData;
    }

    private void record(String action, String description) {
        recording.record(OperationRecording.Operation.of("opsmon", action, description));
    }

    private static String required(ServerRequest request, String name) {
        String value = request.param(name).orElse("");
        if (value.isEmpty()) {
            throw ApiException.badRequest(name, name + " must be given.");
        }
        return value;
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
