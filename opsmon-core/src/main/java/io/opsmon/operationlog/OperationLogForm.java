package io.opsmon.operationlog;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.http.HttpFacts;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form for the hashes of operation logs. Facts remain if a person's data is erased: time, type and
 * outcome of the operation, source and trace. All other values are personal data, since they may identify a person:
 * operator, resource identifier, client and all texts. Stateless.
 *
 * @since 0.1
 */
public final class OperationLogForm implements ChainedForm<OperationLogEntry> {

    /** Creates the form. */
    public OperationLogForm() {}

    @Override
    public UUID id(OperationLogEntry entry) {
        return entry.id();
    }

    @Override
    public Instant occurredAt(OperationLogEntry entry) {
        return entry.occurredAt();
    }

    @Override
    public void facts(OperationLogEntry e, CanonicalForm out) {
        out.uuid(e.id())
                .instant(e.occurredAt())
                .number(e.duration().toNanos() / 1_000)
                .text(e.module())
                .text(e.action())
                .text(e.outcome().name())
                .text(e.resource() == null ? null : e.resource().type())
                .text(e.http() == null ? null : e.http().method())
                .number(e.http() == null ? null : e.http().status())
                .text(e.trace() == null ? null : e.trace().traceId())
                .text(e.trace() == null ? null : e.trace().spanId())
                .text(e.source().application())
                .text(e.source().node())
                .text(e.source().thread())
                .text(e.source().method())
                .text(e.failure() == null ? null : e.failure().type());
    }

    @Override
    public void personal(OperationLogEntry e, CanonicalForm out) {
        @Nullable Operator operator = e.operator();
        out.text(e.description())
                .text(e.resource() == null ? null : e.resource().id())
                .text(operator == null ? null : operator.id())
                .text(operator == null ? null : operator.name())
                .text(operator == null ? null : operator.tenant());
        @Nullable HttpFacts http = e.http();
        out.text(http == null ? null : http.path())
                .text(http == null ? null : http.query())
                .text(http == null ? null : http.clientIp())
                .text(http == null ? null : http.userAgent())
                .text(http == null ? null : http.sessionReference());
        @Nullable Failure failure = e.failure();
        out.text(failure == null ? null : failure.message())
                .text(failure == null ? null : failure.stackTrace())
                .text(e.arguments())
                .text(e.result())
                .number(e.extra().size());
        e.extra().forEach((name, value) -> out.text(name).text(value));
        out.number(e.changes().size());
        for (Change change : e.changes()) {
            out.text(change.path())
                    .text(change.label())
                    .text(change.type().name())
                    .text(change.oldValue())
                    .text(change.newValue());
        }
    }

    @Override
    public @Nullable ChainLink link(OperationLogEntry entry) {
        return entry.chain();
    }

    @Override
    public OperationLogEntry withLink(OperationLogEntry entry, ChainLink link) {
        return entry.withChain(link);
    }
}
