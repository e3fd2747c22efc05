package io.opsmon.http;

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
 * A URL that something is posted to. Thread-safe.
 *
 * <p>Goes to public addresses only, unless told otherwise: the host is looked up before each call, and refused if one
 * of its addresses is private, loopback, link-local or multicast; redirects are not followed. The Java runtime caches
 * the lookup, so that the call goes to the addresses that were looked at.
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
     * Takes a URL.
     *
     * @param url where to; https, or http if private addresses are allowed
     * @param privateAddresses whether the URL may lead into the own network
     * @throws IllegalArgumentException if the URL is not of that kind
     */
    public Webhook(URI url, boolean privateAddresses) {
        boolean allowed = "https".equals(url.getScheme()) || (privateAddresses && "http".equals(url.getScheme()));
        if (!allowed || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("The webhook's URL must be https://host/..., is " + url.getScheme()
                    + "://" + url.getHost() + "/...; http is for private addresses, if those are allowed");
        }
        this.url = url;
        this.privateAddresses = privateAddresses;
    }

    /**
     * Posts something.
     *
     * @param query added to the URL's query; empty for nothing
     * @param headers of the request, {@code Content-Type} among them
     * @param body its body
     * @return what was answered, as UTF-8, at most 64 KiB of it
     * @throws IOException if there is no answer, or any but 2xx; the message names the host, not the URL, which may
     *     have a secret in it
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
                throw new IOException(url.getHost() + " answered " + response.statusCode());
            }
            return new String(answer.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
        }
    }

    /**
     * The header {@code Opsmon-Signature} of a call.
     *
     * @param secret the shared secret
     * @param seconds the time of the call, since 1970
     * @param body the call's body
     * @return {@code t=SECONDS,v1=HEX}
     */
    public static String signatureHeader(String secret, long seconds, byte[] body) {
        return "t=" + seconds + ",v1=" + signature(secret, seconds, body);
    }

    /**
     * The HMAC-SHA-256 of {@code SECONDS.BODY}.
     *
     * @param secret the shared secret
     * @param seconds the time of the call, since 1970
     * @param body the call's body
     * @return in hexadecimal digits
     */
    public static String signature(String secret, long seconds, byte[] body) {
        byte[] prefix = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(hmac(secret, prefix, body));
    }

    /**
     * HMAC-SHA-256 (RFC 2104).
     *
     * @param secret the key
     * @param parts what is signed, one behind the other
     * @return its 32 bytes
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
     * Whose it is.
     *
     * @return the host's name
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
                throw new IOException(url.getHost() + " is " + address.getHostAddress()
                        + ", which is no public address; allow private addresses if it is meant");
            }
        }
    }
}
