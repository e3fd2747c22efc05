package io.opsmon.loginlog;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.client.Device;
import io.opsmon.client.Location;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of login logs, which is hashed. Facts remain when personal data are erased: time, event, outcome,
 * method, reason, trace, application, node, attempts and risk marks. All other values may name a person. Stateless.
 *
 * @since 0.1
 */
public final class LoginLogForm implements ChainedForm<LoginLogEntry> {

    /** Creates the form. */
    public LoginLogForm() {}

    @Override
    public UUID id(LoginLogEntry entry) {
        return entry.id();
    }

    @Override
    public Instant occurredAt(LoginLogEntry entry) {
        return entry.occurredAt();
    }

    @Override
    public void facts(LoginLogEntry e, CanonicalForm out) {
        out.uuid(e.id())
                .instant(e.occurredAt())
                .text(e.event().name())
                .text(e.outcome().name())
                .text(e.method())
                .text(e.reason() == null ? null : e.reason().name())
                .text(e.trace() == null ? null : e.trace().traceId())
                .text(e.trace() == null ? null : e.trace().spanId())
                .text(e.application())
                .text(e.node())
                .number(e.attempts())
                .number(e.risks().size());
        e.risks().forEach(risk -> out.text(risk.name()));
    }

    @Override
    public void personal(LoginLogEntry e, CanonicalForm out) {
        out.text(e.message())
                .text(e.username())
                .text(e.tenant())
                .text(e.actor())
                .text(e.sessionReference());
        @Nullable LoginClient client = e.client();
        out.text(client == null ? null : client.ip()).text(client == null ? null : client.userAgent());
        Device device = client == null ? Device.UNKNOWN : client.device();
        out.text(device.browser())
                .text(device.browserVersion())
                .text(device.system())
                .text(device.systemVersion())
                .text(device.deviceClass().name())
                .text(device.name());
        @Nullable Location location = client == null ? null : client.location();
        out.text(location == null ? null : location.country())
                .text(location == null ? null : location.region())
                .text(location == null ? null : location.city())
                .text(degrees(location == null ? null : location.latitude()))
                .text(degrees(location == null ? null : location.longitude()));
        out.number(e.extra().size());
        e.extra().forEach((name, value) -> out.text(name).text(value));
    }

    private static @Nullable String degrees(@Nullable Double value) {
        return value == null ? null : value.toString();
    }

    @Override
    public @Nullable ChainLink link(LoginLogEntry entry) {
        return entry.chain();
    }

    @Override
    public LoginLogEntry withLink(LoginLogEntry entry, ChainLink link) {
        return entry.withChain(link);
    }
}
