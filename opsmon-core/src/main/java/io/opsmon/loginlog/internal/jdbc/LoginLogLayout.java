package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.internal.jdbc.SqlValues;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.jdbc.ExtraJson;
import io.opsmon.log.internal.jdbc.LogLayout;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogCodec;
import io.opsmon.loginlog.LoginLogEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the table {@code opsmon_login_log}.
 *
 * @since 0.1
 */
public final class LoginLogLayout {

    /** The table, for its chains, retention and imports. */
    public static final LogLayout<LoginLogEntry> LAYOUT = new LogLayout<>(
            LoginLogEntry.KIND,
            "opsmon_login_log",
            Arrays.stream(LoginLogColumn.values()).map(LoginLogColumn::toColumn).toList(),
            LoginLogLayout::read);

    private LoginLogLayout() {}

    private static LoginLogEntry read(ResultSet row, SqlValues values, @Nullable ChainLink chain) throws SQLException {
        @Nullable String reason = text(row, LoginLogColumn.REASON);
        @Nullable String traceId = text(row, LoginLogColumn.TRACE_ID);
        return new LoginLogEntry(
                LogLayout.id(row, values),
                values.instant(row, 2),
                LoginEvent.valueOf(row.getString(LoginLogColumn.EVENT.index())),
                Outcome.valueOf(row.getString(LoginLogColumn.OUTCOME.index())),
                text(row, LoginLogColumn.METHOD),
                reason == null ? null : FailureReason.valueOf(reason),
                text(row, LoginLogColumn.MESSAGE),
                text(row, LoginLogColumn.USERNAME),
                text(row, LoginLogColumn.TENANT_ID),
                text(row, LoginLogColumn.ACTOR),
                client(row),
                text(row, LoginLogColumn.SESSION_REF),
                traceId == null ? null : new TraceContext(traceId, text(row, LoginLogColumn.SPAN_ID)),
                row.getString(LoginLogColumn.APPLICATION.index()),
                row.getString(LoginLogColumn.NODE.index()),
                LoginLogCodec.risks(text(row, LoginLogColumn.RISKS)),
                row.getLong(LoginLogColumn.ATTEMPTS.index()),
                ExtraJson.read(text(row, LoginLogColumn.EXTRA)),
                chain);
    }

    private static @Nullable LoginClient client(ResultSet row) throws SQLException {
        @Nullable String deviceClass = text(row, LoginLogColumn.DEVICE_CLASS);
        if (deviceClass == null) {
            return null;
        }
        Device device = new Device(
                text(row, LoginLogColumn.BROWSER),
                text(row, LoginLogColumn.BROWSER_VERSION),
                text(row, LoginLogColumn.OS),
                text(row, LoginLogColumn.OS_VERSION),
                DeviceClass.valueOf(deviceClass),
                text(row, LoginLogColumn.DEVICE_NAME));
        @Nullable String country = text(row, LoginLogColumn.COUNTRY);
        return new LoginClient(
                text(row, LoginLogColumn.CLIENT_IP),
                text(row, LoginLogColumn.USER_AGENT),
                ClientHints.NONE,
                device,
                country == null
                        ? null
                        : new Location(
                                country,
                                text(row, LoginLogColumn.REGION),
                                text(row, LoginLogColumn.CITY),
                                degrees(row, LoginLogColumn.LATITUDE),
                                degrees(row, LoginLogColumn.LONGITUDE)));
    }

    private static @Nullable String text(ResultSet row, LoginLogColumn column) throws SQLException {
        return row.getString(column.index());
    }

    private static @Nullable Double degrees(ResultSet row, LoginLogColumn column) throws SQLException {
        double value = row.getDouble(column.index());
        return row.wasNull() ? null : value;
    }
}
