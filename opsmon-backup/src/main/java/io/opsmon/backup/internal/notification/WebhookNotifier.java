package io.opsmon.backup.internal.notification;

import io.opsmon.backup.notification.BackupNotice;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.internal.http.Webhook;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends notifications to a webhook, with the signature of its format. DingTalk has the signature in the query and
 * Feishu in the body. Custom receivers get the header {@code Opsmon-Signature} with {@code t=SECONDS,v1=HEX}, where HEX
 * is the HMAC-SHA-256 of {@code SECONDS.BODY}. Slack and WeCom have their secret in the URL. Thread-safe.
 *
 * @since 0.1
 */
public final class WebhookNotifier implements BackupNotifier {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Webhook webhook;
    private final WebhookFormat format;
    private final @Nullable String secret;
    private final Clock clock;

    /**
     * Creates a notifier.
     *
     * @param webhook the webhook
     * @param format the message format
     * @param secret the secret for signatures; null for no signature
     * @param clock the clock for signatures
     */
    public WebhookNotifier(Webhook webhook, WebhookFormat format, @Nullable String secret, Clock clock) {
        this.webhook = webhook;
        this.format = format;
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String name() {
        return format.name().toLowerCase(java.util.Locale.ROOT) + " at " + webhook.host();
    }

    @Override
    public void send(BackupNotice notice) throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        ObjectNode json = format.write(notice);
        String query = "";
        if (secret != null && format == WebhookFormat.DINGTALK) {
            long millis = clock.millis();
            String signature = Base64.getEncoder().encodeToString(Webhook.hmac(secret, utf8(millis + "\n" + secret)));
            query = "timestamp=" + millis + "&sign=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
        } else if (secret != null && format == WebhookFormat.FEISHU) {
            long seconds = clock.instant().getEpochSecond();
            json.put("timestamp", Long.toString(seconds));
            json.put("sign", Base64.getEncoder().encodeToString(Webhook.hmac(seconds + "\n" + secret)));
        }
        byte[] body = MAPPER.writeValueAsBytes(json);
        if (secret != null && format == WebhookFormat.JSON) {
            long seconds = clock.instant().getEpochSecond();
            headers.put("Opsmon-Signature", Webhook.signatureHeader(secret, seconds, body));
        }
        require(webhook.post(query, headers, body));
    }

    private void require(String answer) throws IOException {
        try {
            JsonNode json = answer.startsWith("{") ? MAPPER.readTree(answer) : MAPPER.createObjectNode();
            if (!format.isAccepted(json)) {
                throw new IOException(webhook.host() + " rejected the notification: "
                        + answer.substring(0, Math.min(answer.length(), 500)));
            }
        } catch (JacksonException none) {
            // An answer with status 2xx that is not JSON counts as success.
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
