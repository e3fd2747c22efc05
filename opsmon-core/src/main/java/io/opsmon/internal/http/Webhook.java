package io.opsmon.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts requests to a configured URL. Thread-safe.
 *
 * <p>By default, only public addresses are allowed. The host name is resolved before each call, and the call is
 * rejected if an address is private, loopback, link-local or multicast. Redirects are not followed. The Java runtime
 * caches the resolution, so the call uses the verified addresses.
 *
 * @since 0.1
 */
public final class Webhook {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_ANSWER = 1 << 16;

    private final URI url;
    private final boolean privateAddresses;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Creates a webhook.
     *
     * @param url the target; https, or http if private addresses are allowed
     * @param privateAddresses whether the URL may have a private address
     * @throws IllegalArgumentException if the URL is not allowed
     */
    public Webhook(URI url, boolean privateAddresses) {
        boolean allowed = "https".equals(url.getScheme()) || (privateAddresses && "http".equals(url.getScheme()));
        if (!allowed || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("The webhook's URL must be https://host/..., is " + url.getScheme()
                    + "://" + url.getHost() + "/...; http requires that private addresses are allowed");
        }
        this.url = url;
        this.privateAddresses = privateAddresses;
    }

    /**
     * Posts a request.
     *
     * @param query the parameters appended to the query of the URL; empty for none
     * @param headers the headers of the request, including {@code Content-Type}
     * @param body the body of the request
     * @return the body of the response as UTF-8, at most the first 64 KiB
     * @throws IOException if there is no response or the status is not 2xx; the message contains the host and not the
     *     URL, which may contain a secret
     * @throws InterruptedException if the thread is interrupted
     */
    public String post(String query, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        if (!privateAddresses) {
            requirePublic();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(withQuery(query))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream answer = response.body()) {
            if (response.statusCode() < 200 || response.statusCode() > 299) {
                throw new IOException("\"" + url.getHost() + "\" responded with status " + response.statusCode());
            }
            return new String(answer.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
        }
    }

    /**
     * Calculates the header {@code Opsmon-Signature} of a call.
     *
     * @param secret the shared secret
     * @param seconds the time of the call, in seconds since 1970
     * @param body the body of the call
     * @return {@code t=SECONDS,v1=HEX}
     */
    public static String signatureHeader(String secret, long seconds, byte[] body) {
        return "t=" + seconds + ",v1=" + signature(secret, seconds, body);
    }

    /**
     * Calculates the HMAC-SHA-256 of {@code SECONDS.BODY}.
     *
     * @param secret the shared secret
     * @param seconds the time of the call, in seconds since 1970
     * @param body the body of the call
     * @return the HMAC in hexadecimal digits
     */
    public static String signature(String secret, long seconds, byte[] body) {
        byte[] prefix = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(hmac(secret, prefix, body));
    }

    /**
     * Calculates an HMAC-SHA-256 (RFC 2104).
     *
     * @param secret the key
     * @param parts the parts of the signed content, in order
     * @return the 32 bytes of the HMAC
     */
    public static byte[] hmac(String secret, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private URI withQuery(String query) {
        if (query.isEmpty()) {
            return url;
        }
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + query);
    }

    /**
     * Returns the host name of the URL.
     *
     * @return the host name
     */
    public String host() {
        return url.getHost();
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
                throw new IOException("\"" + url.getHost() + "\" has the address " + address.getHostAddress()
                        + ", which is not a public address; allow private addresses if this is intended");
            }
        }
    }
}
