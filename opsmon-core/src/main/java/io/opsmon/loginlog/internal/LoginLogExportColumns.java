package io.opsmon.loginlog.internal;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.log.internal.export.ExportColumn;
import io.opsmon.log.internal.export.ExportTable;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogCodec;
import io.opsmon.loginlog.LoginLogEntry;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns of login logs in tabular exports.
 *
 * @since 0.1
 */
public final class LoginLogExportColumns {

    private static final List<ExportColumn<LoginLogEntry>> COLUMNS = List.of(
            new ExportColumn<>("occurredAt", LoginLogEntry::occurredAt),
            new ExportColumn<>("event", LoginLogEntry::event),
            new ExportColumn<>("outcome", LoginLogEntry::outcome),
            new ExportColumn<>("username", LoginLogEntry::username),
            new ExportColumn<>("tenant", LoginLogEntry::tenant),
            new ExportColumn<>("method", LoginLogEntry::method),
            new ExportColumn<>("reason", LoginLogEntry::reason),
            new ExportColumn<>("message", true, LoginLogEntry::message),
            new ExportColumn<>("attempts", LoginLogEntry::attempts),
            new ExportColumn<>("risks", e -> e.risks().isEmpty() ? null : LoginLogCodec.write(e.risks())),
            new ExportColumn<>("actor", LoginLogEntry::actor),
            new ExportColumn<>("clientIp", e -> client(e, LoginClient::ip)),
            new ExportColumn<>("country", e -> location(e, Location::country)),
            new ExportColumn<>("region", e -> location(e, Location::region)),
            new ExportColumn<>("city", e -> location(e, Location::city)),
            new ExportColumn<>("browser", e -> device(e, Device::browser)),
            new ExportColumn<>("browserVersion", e -> device(e, Device::browserVersion)),
            new ExportColumn<>("system", e -> device(e, Device::system)),
            new ExportColumn<>("systemVersion", e -> device(e, Device::systemVersion)),
            new ExportColumn<>("deviceClass", e -> device(e, Device::deviceClass)),
            new ExportColumn<>("device", e -> device(e, Device::name)),
            new ExportColumn<>("userAgent", e -> client(e, LoginClient::userAgent)),
            new ExportColumn<>("session", LoginLogEntry::sessionReference),
            new ExportColumn<>(
                    "traceId", e -> e.trace() == null ? null : e.trace().traceId()),
            new ExportColumn<>("application", LoginLogEntry::application),
            new ExportColumn<>("node", LoginLogEntry::node),
            new ExportColumn<>("extra", e -> ExportColumn.lines(e.extra())),
            new ExportColumn<>("id", LoginLogEntry::id));

    /** The login log with all columns. */
    public static final ExportTable<LoginLogEntry> TABLE = new ExportTable<>(LoginLogEntry.KIND, "Login logs", COLUMNS);

    private LoginLogExportColumns() {}

    private static @Nullable Object client(LoginLogEntry entry, Function<LoginClient, @Nullable Object> value) {
        return entry.client() == null ? null : value.apply(entry.client());
    }

    private static @Nullable Object device(LoginLogEntry entry, Function<Device, @Nullable Object> value) {
        return client(entry, client -> value.apply(client.device()));
    }

    private static @Nullable Object location(LoginLogEntry entry, Function<Location, @Nullable Object> value) {
        return client(entry, client -> client.location() == null ? null : value.apply(client.location()));
    }
}
