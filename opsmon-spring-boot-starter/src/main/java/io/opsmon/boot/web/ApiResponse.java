package io.opsmon.boot.web;

import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response of a route, on every web stack. Immutable.
 *
 * @param status the status
 * @param headers the headers, not to be changed
 * @param content the body
 * @since 0.1
 */
public record ApiResponse(int status, HttpHeaders headers, ApiContent content) {

    /**
     * Creates a response without a body.
     *
     * @param status the status
     * @return the response
     */
    public static ApiResponse of(int status) {
        return new ApiResponse(status, new HttpHeaders(), new ApiContent.None());
    }

    /**
     * Creates a response with a body in memory.
     *
     * @param status the status
     * @param type the type of the body
     * @param body the body
     * @return the response
     */
    public static ApiResponse bytes(int status, MediaType type, byte[] body) {
        return of(status).withContent(new ApiContent.Bytes(body)).with(HttpHeaders.CONTENT_TYPE, type.toString());
    }

    /**
     * Creates a JSON response.
     *
     * @param body the document
     * @return 200
     */
    public static ApiResponse json(JsonNode body) {
        return json(HttpStatus.OK, body);
    }

    /**
     * Creates a JSON response.
     *
     * @param status the status
     * @param body the document
     * @return the response
     */
    public static ApiResponse json(HttpStatus status, JsonNode body) {
        return bytes(
                status.value(), MediaType.APPLICATION_JSON, JsonMapper.shared().writeValueAsBytes(body));
    }

    /**
     * Creates a stream of server-sent events.
     *
     * @param longest the time after which the stream ends
     * @param listener receives the stream when the stream is open
     * @return 200
     */
    public static ApiResponse events(Duration longest, Consumer<EventSink> listener) {
        return of(200).withContent(new ApiContent.Events(longest, listener));
    }

    /**
     * Adds a header.
     *
     * @param name the header
     * @param value its only value
     * @return the same response with the header
     */
    public ApiResponse with(String name, String value) {
        HttpHeaders added = new HttpHeaders();
        added.addAll(headers);
        added.set(name, value);
        return new ApiResponse(status, added, content);
    }

    /**
     * Adds a body.
     *
     * @param body writes the body once
     * @return the same response with the body
     */
    public ApiResponse withBody(ApiContent.Writer body) {
        return withContent(new ApiContent.Stream(body));
    }

    /** Releases the source of the body. The adapter of a web stack calls this method once at the end of a response. */
    public void close() {
        if (content instanceof ApiContent.Stream stream) {
            stream.writer().close();
        }
    }

    private ApiResponse withContent(ApiContent body) {
        return new ApiResponse(status, headers, body);
    }
}
