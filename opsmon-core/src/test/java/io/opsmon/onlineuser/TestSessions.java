package io.opsmon.onlineuser;

import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Creates sessions for tests. */
public final class TestSessions {

    private TestSessions() {}

    /** Returns a unique reference. */
    public static String ref() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Returns a session with the required components only. */
    public static OnlineSession of(String username, Instant lastAccess) {
        return new OnlineSession(
                ref(),
                username,
                SessionKind.SESSION,
                null,
                Device.UNKNOWN,
                null,
                "node-1",
                lastAccess.minusSeconds(60),
                lastAccess,
                null,
                null);
    }

    /** Returns a session with a value in every component. */
    public static OnlineSession complete(Instant lastAccess) {
        return new OnlineSession(
                ref(),
                "álice 价格",
                SessionKind.TOKEN,
                "2001:db8::17",
                new Device("Firefox", "132", "Windows", "11", DeviceClass.DESKTOP, "PC"),
                new Location("SE", "Östergötland", "Linköping", null, null),
                "node-2",
                lastAccess.minusSeconds(600),
                lastAccess,
                lastAccess.plusSeconds(900),
                ref(),
                Duration.ofMinutes(20),
                "c2VhbGVk");
    }
}
