package io.opsmon.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.LineReader;
import io.opsmon.log.internal.LineReader.Members;
import io.opsmon.log.internal.LineWriter;
import io.opsmon.recording.EntryCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an entry as one line of JSON whose members have the names of the components of {@link LoginLogEntry}. Null
 * and empty members are omitted. The format of journals, archives and exports. Stateless.
 *
 * @since 0.1
 */
public final class LoginLogCodec implements EntryCodec<LoginLogEntry> {

    /** Creates a codec. */
    public LoginLogCodec() {}

    @Override
    public byte[] encode(LoginLogEntry entry) {
        LoginLogEntry e = LoginLogSanitizer.sanitize(entry);
        return LineWriter.write(line -> {
            line.text("id", e.id().toString())
                    .text("occurredAt", e.occurredAt().toString())
                    .text("event", e.event().name())
                    .text("outcome", e.outcome().name())
                    .text("method", e.method())
                    .text("reason", e.reason() == null ? null : e.reason().name())
                    .text("message", e.message())
                    .text("username", e.username())
                    .text("tenant", e.tenant())
                    .text("actor", e.actor());
            if (e.client() != null) {
                client(line, e.client());
            }
            line.text("sessionReference", e.sessionReference())
                    .trace(e.trace())
                    .text("application", e.application())
                    .text("node", e.node())
                    .text("risks", e.risks().isEmpty() ? null : write(e.risks()))
                    .text("attempts", Long.toString(e.attempts()))
                    .object("extra", e.extra())
                    .chain(e.chain());
        });
    }

    private static void client(LineWriter line, LoginClient client) {
        line.object("client", "ip", client.ip(), "userAgent", client.userAgent())
                .object("hints", client.hints().toMap());
        Device device = client.device();
        if (!device.equals(Device.UNKNOWN)) {
            line.object(
                    "device",
                    "browser",
                    device.browser(),
                    "browserVersion",
                    device.browserVersion(),
                    "system",
                    device.system(),
                    "systemVersion",
                    device.systemVersion(),
                    "deviceClass",
                    device.deviceClass().name(),
                    "name",
                    device.name());
        }
        @Nullable Location location = client.location();
        if (location != null) {
            line.object(
                    "location",
                    "country",
                    location.country(),
                    "region",
                    location.region(),
                    "city",
                    location.city(),
                    "latitude",
                    location.latitude() == null ? null : location.latitude().toString(),
                    "longitude",
                    location.longitude() == null ? null : location.longitude().toString());
        }
    }

    /**
     * Writes marks as one text.
     *
     * @param risks the marks
     * @return the names of the marks in their order, separated by commas
     */
    public static String write(Set<LoginRisk> risks) {
        return risks.stream().sorted().map(LoginRisk::name).collect(Collectors.joining(","));
    }

    /**
     * Reads marks from a text.
     *
     * @param text the result of {@link #write}; null for none
     * @return the marks
     * @throws IllegalArgumentException if the text contains an unknown name
     */
    public static Set<LoginRisk> risks(@Nullable String text) {
        return text == null || text.isEmpty()
                ? Set.of()
                : Arrays.stream(text.split(",", -1)).map(LoginRisk::valueOf).collect(Collectors.toSet());
    }

    @Override
    public LoginLogEntry decode(byte[] bytes) {
        return LineReader.read(bytes, "a login log entry", LoginLogCodec::entry);
    }

    private static LoginLogEntry entry(LineReader line) {
        Members e = line.members();
        @Nullable String reason = e.optional("reason");
        return new LoginLogEntry(
                UUID.fromString(e.required("id")),
                Instant.parse(e.required("occurredAt")),
                LoginEvent.valueOf(e.required("event")),
                Outcome.valueOf(e.required("outcome")),
                e.optional("method"),
                reason == null ? null : FailureReason.valueOf(reason),
                e.optional("message"),
                e.optional("username"),
                e.optional("tenant"),
                e.optional("actor"),
                client(line),
                e.optional("sessionReference"),
                line.trace(),
                e.required("application"),
                e.required("node"),
                risks(e.optional("risks")),
                Long.parseLong(e.required("attempts")),
                line.map("extra"),
                line.chain());
    }

    private static @Nullable LoginClient client(LineReader line) {
        @Nullable Members client = line.object("client");
        return client == null
                ? null
                : new LoginClient(
                        client.optional("ip"),
                        client.optional("userAgent"),
                        ClientHints.ofMap(line.map("hints")),
                        device(line.object("device")),
                        location(line.object("location")));
    }

    private static Device device(@Nullable Members m) {
        return m == null
                ? Device.UNKNOWN
                : new Device(
                        m.optional("browser"),
                        m.optional("browserVersion"),
                        m.optional("system"),
                        m.optional("systemVersion"),
                        DeviceClass.valueOf(m.required("deviceClass")),
                        m.optional("name"));
    }

    private static @Nullable Location location(@Nullable Members m) {
        return m == null
                ? null
                : new Location(
                        m.required("country"),
                        m.optional("region"),
                        m.optional("city"),
                        degrees(m.optional("latitude")),
                        degrees(m.optional("longitude")));
    }

    private static @Nullable Double degrees(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }
}
