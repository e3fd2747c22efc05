package io.opsmon.operationlog.forwarding;

import io.opsmon.http.Webhook;
import io.opsmon.operationlog.OperationLogCodec;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogExporter;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts entries as NDJSON to a URL, signed: the header {@code Opsmon-Signature} is {@code t=SECONDS,v1=HEX}, where HEX
 * is the HMAC-SHA-256 of {@code SECONDS.BODY} under the shared secret. Any answer but 2xx is a failure.
 *
 * <p>Where it may go is said by {@link Webhook}.
 *
 * @since 0.1
 */
public final class WebhookExporter implements OperationLogExporter {

    private final Webhook webhook;
    private final @Nullable String secret;
    private final Clock clock;
    private final OperationLogCodec codec = new OperationLogCodec();

    /**
     * Makes an exporter.
     *
     * @param url where to; https, or http if private addresses are allowed
     * @param secret signs each call; null not to sign
     * @param privateAddresses whether the URL may lead into the own network
     * @param clock the time of signatures
     * @throws IllegalArgumentException if the URL is not of that kind
     */
    public WebhookExporter(URI url, @Nullable String secret, boolean privateAddresses, Clock clock) {
        this.webhook = new Webhook(url, privateAddresses);
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void export(List<OperationLogEntry> batch) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream(batch.size() * 1_024);
        for (OperationLogEntry entry : batch) {
            body.writeBytes(codec.encode(entry));
            body.write('\n');
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/x-ndjson");
        headers.put("Opsmon-Entries", Integer.toString(batch.size()));
        if (secret != null) {
            long seconds = clock.instant().getEpochSecond();
            headers.put("Opsmon-Signature", Webhook.signatureHeader(secret, seconds, body.toByteArray()));
        }
        webhook.post("", headers, body.toByteArray());
    }

    /**
     * The signature of a call, for receivers in Java to compare with.
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
