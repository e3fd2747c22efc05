package io.opsmon.loginlog;

import static io.opsmon.log.definition.ColumnType.ATTRIBUTES;
import static io.opsmon.log.definition.ColumnType.DOUBLE;
import static io.opsmon.log.definition.ColumnType.LONG;
import static io.opsmon.log.definition.ColumnType.constant;
import static io.opsmon.log.definition.ColumnType.constants;
import static io.opsmon.log.definition.ColumnType.text;
import static io.opsmon.log.definition.Content.FACT;
import static io.opsmon.log.definition.Content.IDENTIFYING;
import static io.opsmon.log.definition.Content.KEPT;
import static io.opsmon.log.definition.Content.MANDATORY_TEXT;
import static io.opsmon.log.definition.Content.PERSON;
import static io.opsmon.log.definition.Content.TEXT;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.EntryValues;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogColumns;
import io.opsmon.log.definition.LogDefinition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Definition of login logs. Facts remain when personal data are erased: time, event, outcome, method, reason, trace,
 * application, node, attempts and risk marks. All other values may name a person. The person of an entry is its user.
 * In entries of others, the person may be the actor, such as the operator who terminated a session. The order of the
 * columns is part of every stored hash.
 *
 * @since 0.1
 */
public final class LoginLogDefinition {

    private static final LogColumns<LoginLogEntry> COLUMNS = new LogColumns<>();

    private static final LogColumn<LoginLogEntry, LoginEvent> EVENT =
            COLUMNS.add("event", "event", constant(LoginEvent.class, 20), FACT, LoginLogEntry::event);
    private static final LogColumn<LoginLogEntry, Outcome> OUTCOME =
            COLUMNS.add("outcome", "outcome", constant(Outcome.class, 10), FACT, LoginLogEntry::outcome);
    private static final LogColumn<LoginLogEntry, String> METHOD =
            COLUMNS.add("method", "method", text(50), FACT, LoginLogEntry::method);
    private static final LogColumn<LoginLogEntry, FailureReason> REASON =
            COLUMNS.add("reason", "reason", constant(FailureReason.class, 30), FACT, LoginLogEntry::reason);
    private static final LogColumn<LoginLogEntry, String> MESSAGE =
            COLUMNS.add("message", "message", text(1_000), MANDATORY_TEXT, LoginLogEntry::message);
    private static final LogColumn<LoginLogEntry, String> USERNAME =
            COLUMNS.add("username", "username", text(200), PERSON, LoginLogEntry::username);
    private static final LogColumn<LoginLogEntry, String> TENANT_ID =
            COLUMNS.add("tenant_id", "tenant", text(100), KEPT, LoginLogEntry::tenant);
    private static final LogColumn<LoginLogEntry, String> ACTOR =
            COLUMNS.add("actor", "actor", text(200), PERSON, LoginLogEntry::actor);
    private static final LogColumn<LoginLogEntry, String> SESSION_REF =
            COLUMNS.add("session_ref", "sessionReference", text(64), IDENTIFYING, LoginLogEntry::sessionReference);

    private static final LogColumn<LoginLogEntry, Boolean> CLIENT =
            COLUMNS.addPresence("client", entry -> entry.client() != null);
    private static final LogColumn<LoginLogEntry, String> CLIENT_IP =
            ofClient("client_ip", "client.ip", text(45), LoginClient::ip);
    private static final LogColumn<LoginLogEntry, String> USER_AGENT =
            ofClient("user_agent", "client.userAgent", text(500), LoginClient::userAgent);
    private static final LogColumn<LoginLogEntry, Map<String, String>> HINTS =
            COLUMNS.addTransient("hints", ATTRIBUTES, LoginLogDefinition::hints);

    private static final LogColumn<LoginLogEntry, String> BROWSER =
            ofDevice("browser", "device.browser", 100, Device::browser);
    private static final LogColumn<LoginLogEntry, String> BROWSER_VERSION =
            ofDevice("browser_version", "device.browserVersion", 50, Device::browserVersion);
    private static final LogColumn<LoginLogEntry, String> OS = ofDevice("os", "device.system", 100, Device::system);
    private static final LogColumn<LoginLogEntry, String> OS_VERSION =
            ofDevice("os_version", "device.systemVersion", 50, Device::systemVersion);
    private static final LogColumn<LoginLogEntry, DeviceClass> DEVICE_CLASS = COLUMNS.add(
            "device_class",
            "device.deviceClass",
            constant(DeviceClass.class, 10),
            IDENTIFYING,
            entry -> client(entry, client -> client.device().deviceClass()),
            entry -> device(entry).equals(Device.UNKNOWN) ? null : device(entry).deviceClass(),
            entry -> device(entry).deviceClass());
    private static final LogColumn<LoginLogEntry, String> DEVICE_NAME =
            ofDevice("device_name", "device.name", 100, Device::name);

    private static final LogColumn<LoginLogEntry, String> COUNTRY =
            ofLocation("country", "location.country", text(100), Location::country);
    private static final LogColumn<LoginLogEntry, String> REGION =
            ofLocation("region", "location.region", text(100), Location::region);
    private static final LogColumn<LoginLogEntry, String> CITY =
            ofLocation("city", "location.city", text(100), Location::city);
    private static final LogColumn<LoginLogEntry, Double> LATITUDE =
            ofLocation("latitude", "location.latitude", DOUBLE, Location::latitude);
    private static final LogColumn<LoginLogEntry, Double> LONGITUDE =
            ofLocation("longitude", "location.longitude", DOUBLE, Location::longitude);

    private static final LogColumn<LoginLogEntry, String> TRACE_ID =
            COLUMNS.add("trace_id", "trace.traceId", text(64), FACT, e -> of(e.trace(), TraceContext::traceId));
    private static final LogColumn<LoginLogEntry, String> SPAN_ID =
            COLUMNS.add("span_id", "trace.spanId", text(32), FACT, e -> of(e.trace(), TraceContext::spanId));
    private static final LogColumn<LoginLogEntry, String> APPLICATION =
            COLUMNS.add("application", "application", text(100), FACT, LoginLogEntry::application);
    private static final LogColumn<LoginLogEntry, String> NODE =
            COLUMNS.add("node", "node", text(100), FACT, LoginLogEntry::node);
    private static final LogColumn<LoginLogEntry, Long> ATTEMPTS =
            COLUMNS.add("attempts", "attempts", LONG, FACT, LoginLogEntry::attempts);
    private static final LogColumn<LoginLogEntry, Set<LoginRisk>> RISKS = COLUMNS.add(
            "risks",
            "risks",
            constants(LoginRisk.class, 200),
            FACT,
            entry -> entry.risks().isEmpty() ? null : entry.risks());
    private static final LogColumn<LoginLogEntry, Map<String, String>> EXTRA =
            COLUMNS.add("extra", "extra", ATTRIBUTES, TEXT, e -> e.extra().isEmpty() ? null : e.extra());

    /** The login log. */
    public static final LogDefinition<LoginLogEntry> LOGIN_LOG = LogDefinition.builder(
                    "login-log", "opsmon_login_log", COLUMNS)
            .reader(LoginLogDefinition::read)
            .chain(LoginLogEntry::chain, LoginLogEntry::withChain)
            .person(USERNAME, ACTOR, EVENT)
            .identifyingAttributes("sessionBefore")
            .textKey("text_key", "opsmon_ll_time", List.of(MESSAGE, USERNAME, CLIENT_IP))
            .filter("username", USERNAME)
            .filter("event", EVENT)
            .filter("outcome", OUTCOME)
            .filter("method", METHOD)
            .filter("reason", REASON)
            .filter("clientIp", CLIENT_IP)
            .filter("sessionReference", SESSION_REF)
            .field("username", USERNAME)
            .field("tenant", TENANT_ID)
            .field("event", EVENT)
            .field("outcome", OUTCOME)
            .field("method", METHOD)
            .field("reason", REASON)
            .field("clientIp", CLIENT_IP)
            .field("application", APPLICATION)
            .field("node", NODE)
            .count("events", EVENT)
            .count("methods", METHOD)
            .count("reasons", REASON)
            .countTop("users", USERNAME)
            .countTop("addresses", CLIENT_IP)
            .weight(ATTEMPTS)
            .export("occurredAt", COLUMNS.occurredAt())
            .export("event", EVENT)
            .export("outcome", OUTCOME)
            .export("username", USERNAME)
            .export("tenant", TENANT_ID)
            .export("method", METHOD)
            .export("reason", REASON)
            .exportWide("message", MESSAGE)
            .export("attempts", ATTEMPTS)
            .export("risks", RISKS)
            .export("actor", ACTOR)
            .export("clientIp", CLIENT_IP)
            .export("country", COUNTRY)
            .export("region", REGION)
            .export("city", CITY)
            .export("browser", BROWSER)
            .export("browserVersion", BROWSER_VERSION)
            .export("system", OS)
            .export("systemVersion", OS_VERSION)
            .export("deviceClass", DEVICE_CLASS)
            .export("device", DEVICE_NAME)
            .export("userAgent", USER_AGENT)
            .export("session", SESSION_REF)
            .export("traceId", TRACE_ID)
            .export("application", APPLICATION)
            .export("node", NODE)
            .export("extra", EXTRA)
            .export("id", COLUMNS.id())
            .build();

    private LoginLogDefinition() {}

    private static <V> LogColumn<LoginLogEntry, V> ofClient(
            String name, String path, ColumnType<V> type, Function<LoginClient, @Nullable V> value) {
        return COLUMNS.add(name, path, type, IDENTIFYING, entry -> client(entry, value));
    }

    private static LogColumn<LoginLogEntry, String> ofDevice(
            String name, String path, int length, Function<Device, @Nullable String> value) {
        return ofClient(name, path, text(length), client -> value.apply(client.device()));
    }

    private static <V> LogColumn<LoginLogEntry, V> ofLocation(
            String name, String path, ColumnType<V> type, Function<Location, @Nullable V> value) {
        return ofClient(name, path, type, client -> of(client.location(), value));
    }

    private static <V> @Nullable V client(LoginLogEntry entry, Function<LoginClient, @Nullable V> value) {
        return of(entry.client(), value);
    }

    private static <P, V> @Nullable V of(@Nullable P part, Function<P, @Nullable V> value) {
        return part == null ? null : value.apply(part);
    }

    private static Device device(LoginLogEntry entry) {
        return entry.client() == null ? Device.UNKNOWN : entry.client().device();
    }

    private static @Nullable Map<String, String> hints(LoginLogEntry entry) {
        Map<String, String> hints =
                entry.client() == null ? Map.of() : entry.client().hints().toMap();
        return hints.isEmpty() ? null : hints;
    }

    private static LoginLogEntry read(EntryValues v) {
        return new LoginLogEntry(
                v.required(COLUMNS.id()),
                v.required(COLUMNS.occurredAt()),
                v.required(EVENT),
                v.required(OUTCOME),
                v.get(METHOD),
                v.get(REASON),
                v.get(MESSAGE),
                v.get(USERNAME),
                v.get(TENANT_ID),
                v.get(ACTOR),
                client(v),
                v.get(SESSION_REF),
                v.get(TRACE_ID) == null ? null : new TraceContext(v.required(TRACE_ID), v.get(SPAN_ID)),
                v.required(APPLICATION),
                v.required(NODE),
                Objects.requireNonNullElse(v.get(RISKS), Set.of()),
                v.required(ATTEMPTS),
                Objects.requireNonNullElse(v.get(EXTRA), Map.of()),
                v.chain());
    }

    private static @Nullable LoginClient client(EntryValues v) {
        @Nullable DeviceClass deviceClass = v.get(DEVICE_CLASS);
        if (v.get(CLIENT) == null && deviceClass == null) {
            return null;
        }
        Device device = new Device(
                v.get(BROWSER),
                v.get(BROWSER_VERSION),
                v.get(OS),
                v.get(OS_VERSION),
                deviceClass == null ? DeviceClass.OTHER : deviceClass,
                v.get(DEVICE_NAME));
        return new LoginClient(
                v.get(CLIENT_IP),
                v.get(USER_AGENT),
                ClientHints.ofMap(Objects.requireNonNullElse(v.get(HINTS), Map.of())),
                device,
                v.get(COUNTRY) == null
                        ? null
                        : new Location(
                                v.required(COUNTRY), v.get(REGION), v.get(CITY), v.get(LATITUDE), v.get(LONGITUDE)));
    }
}
