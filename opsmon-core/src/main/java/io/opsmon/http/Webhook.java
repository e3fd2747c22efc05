package io.opsmon.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A URL that something is posted to. Thread-safe.
 *
 * <p>Goes to public addresses only, unless told otherwise: the host is looked up before each call, and refused if one of its addresses is private, loopback, link-local or multicast; redirects are not
 * followed. The Java runtime caches the lookup, so that the call goes to the addresses that were looked at.
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
     * @throws IOException if there is no answer, or any but 2xx; the message names the host, not the URL, which may have a secret in it
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
