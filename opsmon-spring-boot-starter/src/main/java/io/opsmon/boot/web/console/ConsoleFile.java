package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;

/**
 * A file of the console in memory, as it is and compressed by gzip. The files contain no secrets, so that their
 * compressed size reveals nothing to an attacker. Immutable.
 *
 * @param plain the response without compression
 * @param compressed the response for browsers that accept gzip
 */
record ConsoleFile(ApiResponse plain, ApiResponse compressed) {

    /** The largest file that is sent as it is: a smaller one fits into one packet anyway. */
    private static final int SMALL = 1_000;

    /** Creates a file. The headers are added to both responses. */
    static ConsoleFile of(MediaType type, byte[] bytes, HttpHeaders headers) {
        String tag = DigestUtils.md5DigestAsHex(bytes);
        ApiResponse plain = response(type, bytes, headers, tag);
        if (bytes.length <= SMALL) {
            return new ConsoleFile(plain, plain);
        }
        ApiResponse compressed = response(type, gzip(bytes), headers, tag + "-gzip")
                .with(HttpHeaders.CONTENT_ENCODING, "gzip")
                .with(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return new ConsoleFile(plain.with(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING), compressed);
    }

    private static ApiResponse response(MediaType type, byte[] bytes, HttpHeaders headers, String tag) {
        ApiResponse response = ApiResponse.bytes(200, type, bytes).with(HttpHeaders.ETAG, '"' + tag + '"');
        for (String name : headers.headerNames()) {
            response = response.with(name, String.valueOf(headers.getFirst(name)));
        }
        return response;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(buffer) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return buffer.toByteArray();
    }

    /** Returns the response in an encoding that the request accepts. */
    ApiResponse forRequest(ApiRequest request) {
        return acceptsGzip(request.header(HttpHeaders.ACCEPT_ENCODING)) ? compressed : plain;
    }

    /**
     * Returns whether a header {@code Accept-Encoding} (RFC 9110, section 12.5.3) names gzip and does not refuse it.
     */
    static boolean acceptsGzip(@Nullable String header) {
        if (header == null) {
            return false;
        }
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].replaceAll("\\s", "").matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }
}
