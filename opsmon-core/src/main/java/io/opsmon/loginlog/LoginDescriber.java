package io.opsmon.loginlog;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.ClientHints;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds device, location and risk marks to entries after the sign-in. Called by the recorder's writer thread, and again
 * for a batch that could not be stored.
 *
 * @since 0.1
 */
public final class LoginDescriber {

    private static final Logger log = LoggerFactory.getLogger(LoginDescriber.class);

    private final ClientDescriber clients;
    private final @Nullable RiskAssessor risks;
    private final Consumer<RiskyLogin> listener;

    /**
     * Creates a describer.
     *
     * @param clients resolves devices and locations
     * @param risks computes risk marks; null for no marks
     * @param listener receives marked logins after they are stored
     */
    public LoginDescriber(ClientDescriber clients, @Nullable RiskAssessor risks, Consumer<RiskyLogin> listener) {
        this.clients = clients;
        this.risks = risks;
        this.listener = listener;
    }

    List<LoginLogEntry> describe(List<LoginLogEntry> batch) {
        List<LoginLogEntry> described = new ArrayList<>(batch.size());
        for (LoginLogEntry entry : batch) {
            LoginLogEntry known = entry.described(describe(entry.client()), entry.risks());
            Set<LoginRisk> marks = risks == null ? Set.of() : risks.assess(known, described);
            described.add(known.described(known.client(), marks));
        }
        return described;
    }

    private @Nullable LoginClient describe(@Nullable LoginClient client) {
        return client == null
                ? null
                : new LoginClient(
                        client.ip(),
                        client.userAgent(),
                        ClientHints.NONE,
                        clients.device(client.userAgent(), client.hints()),
                        clients.location(client.ip()));
    }

    void stored(List<LoginLogEntry> entries) {
        for (LoginLogEntry entry : entries) {
            if (!entry.risks().isEmpty()) {
                try {
                    listener.accept(new RiskyLogin(entry));
                } catch (RuntimeException failure) {
                    log.warn("A listener for RiskyLogin failed", failure);
                }
            }
        }
    }
}
