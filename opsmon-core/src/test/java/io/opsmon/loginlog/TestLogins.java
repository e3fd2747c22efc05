package io.opsmon.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.EntryIds;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates entries for tests: a complete entry and variations. */
public final class TestLogins {

    /** The default time of entries. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    /** A browser. */
    public static final Device FIREFOX = new Device("Firefox", "132", "Windows", "11", DeviceClass.DESKTOP, null);

    /** A location. */
    public static final Location LINKOPING = new Location("SE", "Östergötland", "Linköping", 58.4167, 15.6167);

    private static final EntryIds IDS = new EntryIds(Clock.systemUTC());

    private TestLogins() {}

    /** Returns an entry with a value in every component. */
    public static LoginLogEntry complete() {
        return new LoginLogEntry(
                IDS.next(),
                NOON,
                LoginEvent.LOGIN,
                Outcome.FAILURE,
                LoginMethod.FORM,
                FailureReason.BAD_CREDENTIALS,
                "Bad credentials 密码",
                "mallory",
                "t1",
                "root",
                new LoginClient("89.160.20.113", "Mozilla/5.0", ClientHints.NONE, FIREFOX, LINKOPING),
                "0123456789abcdef0123456789abcdef",
                new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
                "shop",
                "node-1",
                Set.of(LoginRisk.NEW_DEVICE, LoginRisk.FAILURE_BURST),
                3,
                Map.of("usernames", "mallory, eve"),
                null);
    }

    /** Returns an entry with the required components only. */
    public static LoginLogEntry sparse() {
        return entry(NOON, LoginEvent.LOGOUT, Outcome.SUCCESS, null, null, null);
    }

    /** Returns an entry with the values of the most common filters. */
    public static LoginLogEntry entry(
            Instant at,
            LoginEvent event,
            Outcome outcome,
            @Nullable FailureReason reason,
            @Nullable String username,
            @Nullable LoginClient client) {
        return new LoginLogEntry(
                IDS.next(),
                at,
                event,
                outcome,
                null,
                reason,
                null,
                username,
                null,
                null,
                client,
                null,
                null,
                "shop",
                "node-1",
                Set.of(),
                1,
                Map.of(),
                null);
    }

    /** Returns a successful login. */
    public static LoginLogEntry success(Instant at, String username) {
        return entry(at, LoginEvent.LOGIN, Outcome.SUCCESS, null, username, null);
    }

    /** Returns a failed login. */
    public static LoginLogEntry failure(Instant at, String username, FailureReason reason) {
        return entry(at, LoginEvent.LOGIN, Outcome.FAILURE, reason, username, null);
    }
}
