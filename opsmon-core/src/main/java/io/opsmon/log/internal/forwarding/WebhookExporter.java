package io.opsmon.log.internal.forwarding;

import io.opsmon.internal.http.Webhook;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts entries as signed NDJSON to a URL. The header {@code Opsmon-Signature} is {@code t=SECONDS,v1=HEX}. HEX is the
 * HMAC-SHA-256 of {@code SECONDS.BODY} with the shared secret. The header {@code Opsmon-Log} names the log. Any status
 * other than 2xx is a failure.
 *
 * <p>{@link Webhook} defines the allowed URLs.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class WebhookExporter<E extends RecordedEntry> implements LogExporter<E> {

    private final LogDefinition<E> log;
    private final Webhook webhook;
    private final @Nullable String secret;
    private final Clock clock;

    /**
     * Creates an exporter.
     *
     * @param log the log
     * @param url the target; https, or http if private addresses are allowed
     * @param secret the key of signatures; null for calls without signature
     * @param privateAddresses whether the URL may have a private address
     * @param clock the clock for signatures
     * @throws IllegalArgumentException if the URL is not allowed
     */
    public WebhookExporter(
            LogDefinition<E> log, URI url, @Nullable String secret, boolean privateAddresses, Clock clock) {
        this.log = log;
        this.webhook = new Webhook(url, privateAddresses);
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void export(List<E> batch) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream(batch.size() * 1_024);
        for (E entry : batch) {
            body.writeBytes(log.codec().encode(entry));
            body.write('\n');
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/x-ndjson");
        headers.put("Opsmon-Log", log.name());
        headers.put("Opsmon-Entries", Integer.toString(batch.size()));
        if (secret != null) {
            long seconds = clock.instant().getEpochSecond();
            headers.put("Opsmon-Signature", Webhook.signatureHeader(secret, seconds, body.toByteArray()));
        }
        webhook.post("", headers, body.toByteArray());
    }

    /**
     * Calculates the signature of a call, for verification by receivers in Java.
     *
     * @param secret the shared secret
     * @param seconds the {@code t} of the header
     * @param body the body as it was received
     * @return the {@code v1} of the header
     */
    public static String signature(String secret, long seconds, byte[] body) {
        return Webhook.signature(secret, seconds, body);
    }
}
