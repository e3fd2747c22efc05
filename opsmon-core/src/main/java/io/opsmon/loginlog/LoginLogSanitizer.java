package io.opsmon.loginlog;

import static io.opsmon.log.internal.StorableText.fit;
import static io.opsmon.log.internal.StorableText.fitOrNull;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.StorableText;
import org.jspecify.annotations.Nullable;

/** Fits the texts of an entry to the limits of every database. Runs on the writer thread. */
final class LoginLogSanitizer {

    private LoginLogSanitizer() {}

    static LoginLogEntry sanitize(LoginLogEntry e) {
        @Nullable TraceContext trace = e.trace();
        return new LoginLogEntry(
                e.id(),
                e.occurredAt(),
                e.event(),
                e.outcome(),
                fitOrNull(e.method(), 50),
                e.reason(),
                fitOrNull(e.message(), 1_000),
                fitOrNull(e.username(), 200),
                fitOrNull(e.tenant(), 100),
                fitOrNull(e.actor(), 200),
                client(e.client()),
                fitOrNull(e.sessionReference(), 64),
                trace == null ? null : new TraceContext(fit(trace.traceId(), 64), fitOrNull(trace.spanId(), 32)),
                fit(e.application(), 100),
                fit(e.node(), 100),
                e.risks(),
                e.attempts(),
                StorableText.fitExtra(e.extra()),
                e.chain());
    }

    private static @Nullable LoginClient client(@Nullable LoginClient c) {
        return c == null
                ? null
                : new LoginClient(
                        fitOrNull(c.ip(), 45),
                        fitOrNull(c.userAgent(), 500),
                        c.hints(),
                        device(c.device()),
                        location(c.location()));
    }

    private static Device device(Device d) {
        return new Device(
                fitOrNull(d.browser(), 100),
                fitOrNull(d.browserVersion(), 50),
                fitOrNull(d.system(), 100),
                fitOrNull(d.systemVersion(), 50),
                d.deviceClass(),
                fitOrNull(d.name(), 100));
    }

    private static @Nullable Location location(@Nullable Location l) {
        return l == null
                ? null
                : new Location(
                        fit(l.country(), 100),
                        fitOrNull(l.region(), 100),
                        fitOrNull(l.city(), 100),
                        l.latitude(),
                        l.longitude());
    }
}
