package io.opsmon.onlineuser.internal.redis;

import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts a session to and from the fields of a Redis hash. Names have one letter, and values that the client
 * determines have at most 64 bytes. Redis then keeps the hash in its compact form ({@code hash-max-listpack-value}).
 */
final class SessionHash {

    static final String USERNAME = "u";
    private static final String SEPARATOR = "\t";
    private static final int COMPACT = 60;

    private SessionHash() {}

    static List<String> fields(OnlineSession session) {
        List<String> fields = new ArrayList<>();
        add(fields, USERNAME, session.username());
        add(fields, "k", kind(session.kind()));
        add(fields, "a", session.clientIp());
        add(fields, "d", device(session.device()));
        add(fields, "l", location(session.location()));
        add(fields, "n", session.node());
        add(fields, "s", Long.toString(session.since().toEpochMilli()));
        add(
                fields,
                "e",
                session.expiresAt() == null
                        ? null
                        : Long.toString(session.expiresAt().toEpochMilli()));
        add(fields, "r", session.rememberMe());
        add(
                fields,
                "i",
                session.maxIdle() == null
                        ? null
                        : Long.toString(session.maxIdle().toMillis()));
        add(fields, "x", session.sealedId());
        return fields;
    }

    private static @Nullable String kind(SessionKind kind) {
        return switch (kind) {
            case SESSION -> null;
            case TOKEN -> "t";
            case CONSOLE -> "c";
        };
    }

    private static SessionKind kind(@Nullable String letter) {
        if (letter == null) {
            return SessionKind.SESSION;
        }
        return letter.equals("c") ? SessionKind.CONSOLE : SessionKind.TOKEN;
    }

    private static void add(List<String> fields, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            fields.add(name);
            fields.add(value);
        }
    }

    static OnlineSession session(String ref, long lastAccessMillis, Map<String, String> hash) {
        @Nullable String expiry = hash.get("e");
        @Nullable String idle = hash.get("i");
        return new OnlineSession(
                ref,
                hash.getOrDefault(USERNAME, ""),
                kind(hash.get("k")),
                hash.get("a"),
                device(hash.get("d")),
                location(hash.get("l")),
                hash.getOrDefault("n", ""),
                Instant.ofEpochMilli(Long.parseLong(hash.getOrDefault("s", "0"))),
                Instant.ofEpochMilli(lastAccessMillis),
                expiry == null ? null : Instant.ofEpochMilli(Long.parseLong(expiry)),
                hash.get("r"),
                idle == null ? null : Duration.ofMillis(Long.parseLong(idle)),
                hash.get("x"));
    }

    static Map<String, String> map(List<String> flat) {
        Map<String, String> hash = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            hash.put(flat.get(i), flat.get(i + 1));
        }
        return hash;
    }

    private static @Nullable String device(Device device) {
        if (device.equals(Device.UNKNOWN)) {
            return null;
        }
        return joined(
                device.deviceClass().name(),
                device.browser(),
                device.browserVersion(),
                device.system(),
                device.systemVersion(),
                device.name());
    }

    private static Device device(@Nullable String text) {
        if (text == null) {
            return Device.UNKNOWN;
        }
        String[] parts = text.split(SEPARATOR, -1);
        return new Device(
                part(parts, 1),
                part(parts, 2),
                part(parts, 3),
                part(parts, 4),
                DeviceClass.valueOf(parts[0]),
                part(parts, 5));
    }

    private static @Nullable String location(@Nullable Location location) {
        if (location == null) {
            return null;
        }
        return joined(location.country(), location.region(), location.city());
    }

    private static @Nullable Location location(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(SEPARATOR, -1);
        return new Location(parts[0], part(parts, 1), part(parts, 2), null, null);
    }

    private static String joined(@Nullable String... parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i] == null ? "" : parts[i].replace('\t', ' ');
            int room = Math.max(0, COMPACT - text.length() - (parts.length - i));
            text.append(i == 0 ? "" : SEPARATOR).append(part, 0, Math.min(part.length(), room));
        }
        return text.toString();
    }

    private static @Nullable String part(String[] parts, int index) {
        return index >= parts.length || parts[index].isEmpty() ? null : parts[index];
    }
}
