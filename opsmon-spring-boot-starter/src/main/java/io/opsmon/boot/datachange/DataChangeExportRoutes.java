package io.opsmon.boot.datachange;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.ExportRequest;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.export.ExportLayout;
import io.opsmon.log.internal.export.ExportLayout.Column;
import io.opsmon.log.internal.export.ExportWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Serves exports of data changes.
 *
 * <pre>
 *  GET    /data-changes/export?format=csv|xlsx|ndjson&amp;bom=true|false   every data change that matches the filters, as a file
 * </pre>
 *
 * Changes are streamed while they are read. A line of NDJSON is a change as in pages.
 */
final class DataChangeExportRoutes implements RouteGroup {

    private final JdbcDataChanges changes;
    private final ExportLayout<DataChange> layout;
    private final AccessAudit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    DataChangeExportRoutes(
            JdbcDataChanges changes,
            DataChangeJson json,
            AccessAudit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.changes = changes;
        this.layout = new ExportLayout<>(
                "Data changes",
                columns(),
                change -> json.write(change).toString().getBytes(StandardCharsets.UTF_8));
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    private static List<Column<DataChange>> columns() {
        return List.of(
                // A text: spreadsheets round numbers beyond 2^53.
                new Column<>("id", change -> change.id().toString(), false),
                new Column<>("changedAt", DataChange::changedAt, false),
                new Column<>("transactionId", DataChange::transactionId, false),
                new Column<>("table", DataChange::table, false),
                new Column<>("action", DataChange::action, false),
                new Column<>("key", DataChange::key, false),
                new Column<>("newKey", DataChange::newKey, false),
                new Column<>("oldValues", DataChange::oldValues, true),
                new Column<>("newValues", DataChange::newValues, true),
                new Column<>("rowCount", DataChange::rowCount, false),
                new Column<>("operationId", DataChange::operationId, false),
                new Column<>("operator", DataChange::operatorId, false),
                new Column<>("operatorName", DataChange::operatorName, false),
                new Column<>("application", DataChange::application, false),
                new Column<>("databaseUser", DataChange::databaseUser, false),
                new Column<>("note", DataChange::note, true));
    }

    @Override
    public List<ApiRoute> routes() {
        List<String> parameters = new ArrayList<>(ExportRequest.PARAMETERS);
        parameters.addAll(DataChangeRoutes.UNPAGED.names());
        return List.of(ApiRoute.get("/data-changes/export", OpsmonPermissions.DATA_CHANGE_EXPORT, this::export)
                .withParameters(parameters));
    }

    private ApiResponse export(ApiRequest request) {
        ExportRequest export = ExportRequest.of(request);
        DataChangeFilter filter = DataChangeRoutes.UNPAGED
                .read(export.filters(), new DataChangeRoutes.Query())
                .filter();
        // At this point, an error still gets a regular answer.
        changes.find(filter, null, 1);
        // The entry contains no values of filters, because a key or value may name a person.
        events.publishEvent(AdministrativeOperation.of(
                "EXPORT",
                "exported data changes as " + export.format().extension()
                        + (export.filters().isEmpty()
                                ? ""
                                : ", filtered by "
                                        + String.join(
                                                ", ",
                                                new TreeSet<>(export.filters().keySet())))));
        return export.file("data changes", clock.instant(), out -> {
            long[] count = new long[1];
            boolean isComplete = false;
            try {
                write(filter, export, out, count);
                isComplete = true;
            } finally {
                audit.exportedDataChanges(count[0], isComplete);
            }
        });
    }

    private void write(DataChangeFilter filter, ExportRequest export, OutputStream out, long[] count)
            throws IOException {
        // Not closed on failure, because closing would write the end of the file.
        ExportWriter<DataChange> writer = export.format().writer(out, layout, export.hasMark());
        changes.stream(filter, change -> {
            try {
                writer.write(change);
                count[0]++;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        writer.close();
        out.flush();
    }
}
