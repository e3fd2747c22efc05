package io.opsmon.loginlog.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.jdbc.SqlValues;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.jdbc.ExtraJson;
import io.opsmon.log.jdbc.LogLayout;
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
 * What {@code opsmon_login_log} looks like.
 *
 * @since 0.1
 */
public final class LoginLogLayout {

    /** The table, for its chains, retention and imports. */
    public static final LogLayout<LoginLogEntry> LAYOUT = new LogLayout<>(
            LoginLogEntry.KIND,
            "opsmon_login_log",
            Arrays.stream(LoginColumn.values()).map(LoginColumn::toColumn).toList(),
            LoginLogLayout::read);

    private LoginLogLayout() {}

    private static LoginLogEntry read(ResultSet row, SqlValues values, @Nullable ChainLink chain) throws SQLException {
        @Nullable String reason = text(row, LoginColumn.REASON);
        @Nullable String traceId = text(row, LoginColumn.TRACE_ID);
        return new LoginLogEntry(
                LogLayout.id(row, values),
                values.instant(row, 2),
                LoginEvent.valueOf(row.getString(LoginColumn.EVENT.index())),
                Outcome.valueOf(row.getString(LoginColumn.OUTCOME.index())),
                text(row, LoginColumn.METHOD),
                reason == null ? null : FailureReason.valueOf(reason),
                text(row, LoginColumn.MESSAGE),
                text(row, LoginColumn.USERNAME),
                text(row, LoginColumn.TENANT_ID),
                text(row, LoginColumn.ACTOR),
                client(row),
                text(row, LoginColumn.SESSION_REF),
                traceId == null ? null : new TraceContext(traceId, text(row, LoginColumn.SPAN_ID)),
                row.getString(LoginColumn.APPLICATION.index()),
                row.getString(LoginColumn.NODE.index()),
                LoginLogCodec.risks(text(row, LoginColumn.RISKS)),
                row.getLong(LoginColumn.ATTEMPTS.index()),
                ExtraJson.read(text(row, LoginColumn.EXTRA)),
                chain);
    }

    private static @Nullable LoginClient client(ResultSet row) throws SQLException {
        @Nullable String deviceClass = text(row, LoginColumn.DEVICE_CLASS);
        if (deviceClass == null) {
            return null;
        }
        Device device = new Device(
                text(row, LoginColumn.BROWSER),
                text(row, LoginColumn.BROWSER_VERSION),
                text(row, LoginColumn.OS),
                text(row, LoginColumn.OS_VERSION),
                DeviceClass.valueOf(deviceClass),
                text(row, LoginColumn.DEVICE_NAME));
        @Nullable String country = text(row, LoginColumn.COUNTRY);
        return new LoginClient(
                text(row, LoginColumn.CLIENT_IP),
                text(row, LoginColumn.USER_AGENT),
                ClientHints.NONE,
                device,
                country == null
                        ? null
                        : new Location(
                                country,
                                text(row, LoginColumn.REGION),
                                text(row, LoginColumn.CITY),
                                degrees(row, LoginColumn.LATITUDE),
                                degrees(row, LoginColumn.LONGITUDE)));
    }

    private static @Nullable String text(ResultSet row, LoginColumn column) throws SQLException {
        return row.getString(column.index());
    }

    private static @Nullable Double degrees(ResultSet row, LoginColumn column) throws SQLException {
        double value = row.getDouble(column.index());
        return row.wasNull() ? null : value;
    }
}
