package io.opsmon.operationlog.forwarding;

import io.opsmon.operationlog.OperationLogCodec;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Posts entries as NDJSON to a URL, signed: the header {@code Opsmon-Signature} is {@code t=SECONDS,v1=HEX}, where HEX is the HMAC-SHA-256 of {@code SECONDS.BODY} under the shared secret. Any answer
 * but 2xx is a failure.
 *
 * <p>Goes to public addresses only, unless told otherwise: the host is looked up before each call, and refused if one of its addresses is private, loopback, link-local or multicast; redirects are not
 * followed. The Java runtime caches the lookup, so that the call goes to the addresses that were looked at.
 *
 * @since 0.1
 */
public final class WebhookExporter implements OperationLogExporter {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI url;
    private final @Nullable String secret;
    private final boolean privateAddresses;
    private final Clock clock;
    private final OperationLogCodec codec = new OperationLogCodec();
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

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
        boolean allowed = "https".equals(url.getScheme()) || (privateAddresses && "http".equals(url.getScheme()));
        if (!allowed || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("The webhook's URL must be https://host/..., is " + url
                    + "; http is for private addresses, if those are allowed");
        }
        this.url = url;
        this.secret = secret;
        this.privateAddresses = privateAddresses;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void export(List<OperationLogEntry> batch) throws Exception {
        if (!privateAddresses) {
            requirePublic();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(batch.size() * 1_024);
        for (OperationLogEntry entry : batch) {
            body.writeBytes(codec.encode(entry));
            body.write('\n');
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-ndjson")
                .header("Opsmon-Entries", Integer.toString(batch.size()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        if (secret != null) {
            long seconds = clock.instant().getEpochSecond();
            request.header(
                    "Opsmon-Signature", "t=" + seconds + ",v1=" + signature(secret, seconds, body.toByteArray()));
        }
        HttpResponse<Void> response = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw new IOException(url.getHost() + " answered " + response.statusCode());
        }
    }

    private void requirePublic() throws IOException {
        for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
            byte[] bytes = address.getAddress();
            boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
            boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()
                    || uniqueLocal
                    || shared) {
                throw new IOException(url.getHost() + " is " + address.getHostAddress()
                        + ", which is no public address; allow private addresses if it is meant");
            }
        }
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
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
