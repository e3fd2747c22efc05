package io.opsmon.boot.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * A request to a route, on every web stack. Used by the thread that runs the route's handler.
 *
 * @since 0.1
 */
public interface ApiRequest extends IncomingRequest {

    /**
     * The host's token against cross-site request forgery.
     *
     * @param header the header that sends the token
     * @param token the token
     */
    record Csrf(String header, String token) {}

    /**
     * Returns the path below the context path.
     *
     * @return the path as sent
     */
    String path();

    /**
     * Returns a variable of the route's path.
     *
     * @param name the name in the path pattern
     * @return the decoded value
     * @throws IllegalArgumentException if the pattern has no such variable
     */
    String pathVariable(String name);

    /**
     * Returns the parameters of the request.
     *
     * @return the decoded parameters by name, unmodifiable
     */
    MultiValueMap<String, String> params();

    /**
     * Returns a header as the host sees the header.
     *
     * @param name the header
     * @return the first value; null if the header is missing
     */
    @Nullable
    String header(String name);

    /**
     * Returns the body.
     *
     * @return the stream of the body; the web server closes the stream
     * @throws IOException if the connection has ended
     */
    InputStream body() throws IOException;

    /**
     * Returns the host's token for requests that change data.
     *
     * @return the token; null if the host has no such protection
     */
    @Nullable
    Csrf csrf();

    /**
     * Returns the caller, for checks after this thread has left the request.
     *
     * @return the caller of this request
     */
    Caller caller();

    /**
     * Returns the request of the web stack.
     *
     * @param type {@code HttpServletRequest} or {@code ServerWebExchange}
     * @param <T> the type
     * @return the request; null on the other stack
     */
    <T> @Nullable T unwrap(Class<T> type);

    /**
     * Returns a parameter.
     *
     * @param name the parameter
     * @return the first value, or empty
     * @throws ApiException if the value contains NUL, which databases reject
     */
    default Optional<String> param(String name) {
        @Nullable String value = params().getFirst(name);
        if (value != null && value.indexOf('\0') >= 0) {
            throw ApiException.badRequest(name, name + " must not contain NUL.");
        }
        return Optional.ofNullable(value);
    }

    /**
     * Returns a required parameter.
     *
     * @param name the parameter
     * @return the value
     * @throws ApiException if the parameter is missing or empty, or contains NUL
     */
    default String required(String name) {
        String value = param(name).orElse("");
        if (value.isEmpty()) {
            throw ApiException.badRequest(name, name + " is required.");
        }
        return value;
    }

    /**
     * Returns the caller's language.
     *
     * @return the first language of {@code Accept-Language}; English if the header is missing or malformed
     */
    default Locale language() {
        @Nullable String header = header("Accept-Language");
        try {
            List<Locale.LanguageRange> accepted = header == null ? List.of() : Locale.LanguageRange.parse(header);
            return accepted.isEmpty() || accepted.get(0).getRange().equals("*")
                    ? Locale.ENGLISH
                    : Locale.forLanguageTag(accepted.get(0).getRange());
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }
}
