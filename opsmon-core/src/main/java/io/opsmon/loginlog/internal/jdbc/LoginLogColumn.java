package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.log.internal.jdbc.ExtraJson;
import io.opsmon.log.internal.jdbc.LogColumn;
import io.opsmon.log.internal.jdbc.LogLayout;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogCodec;
import io.opsmon.loginlog.LoginLogEntry;
import java.sql.Types;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns specific to {@code opsmon_login_log}, in insert order, each with its value of an entry. A column's name
 * is the constant's in lower case.
 */
enum LoginLogColumn {
    EVENT(e -> e.event().name()),
    OUTCOME(e -> e.outcome().name()),
    METHOD(LoginLogEntry::method),
    REASON(e -> e.reason() == null ? null : e.reason().name()),
    MESSAGE(LoginLogEntry::message),
    USERNAME(LoginLogEntry::username),
    TENANT_ID(LoginLogEntry::tenant),
    ACTOR(LoginLogEntry::actor),
    CLIENT_IP(e -> client(e, LoginClient::ip)),
    USER_AGENT(e -> client(e, LoginClient::userAgent)),
    BROWSER(e -> device(e, Device::browser)),
    BROWSER_VERSION(e -> device(e, Device::browserVersion)),
    OS(e -> device(e, Device::system)),
    OS_VERSION(e -> device(e, Device::systemVersion)),
    DEVICE_CLASS(e -> device(e, device -> device.deviceClass().name())),
    DEVICE_NAME(e -> device(e, Device::name)),
    COUNTRY(e -> location(e, Location::country)),
    REGION(e -> location(e, Location::region)),
    CITY(e -> location(e, Location::city)),
    LATITUDE(Types.DOUBLE, e -> location(e, Location::latitude)),
    LONGITUDE(Types.DOUBLE, e -> location(e, Location::longitude)),
    SESSION_REF(LoginLogEntry::sessionReference),
    TRACE_ID(e -> e.trace() == null ? null : e.trace().traceId()),
    SPAN_ID(e -> e.trace() == null ? null : e.trace().spanId()),
    APPLICATION(LoginLogEntry::application),
    NODE(LoginLogEntry::node),
    RISKS(e -> e.risks().isEmpty() ? null : LoginLogCodec.write(e.risks())),
    ATTEMPTS(LoginLogEntry::attempts),
    EXTRA(e -> e.extra().isEmpty() ? null : ExtraJson.write(e.extra()));

    private final int nullType;
    private final Function<LoginLogEntry, @Nullable Object> value;

    LoginLogColumn(Function<LoginLogEntry, @Nullable Object> value) {
        this(Types.VARCHAR, value);
    }

    LoginLogColumn(int nullType, Function<LoginLogEntry, @Nullable Object> value) {
        this.nullType = nullType;
        this.value = value;
    }

    /** The position in the row; columns are selected in the order of the constants. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal() + LogLayout.FIRST_OWN;
    }

    LogColumn<LoginLogEntry> toColumn() {
        return new LogColumn<>(name().toLowerCase(Locale.ROOT), nullType, value);
    }

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
