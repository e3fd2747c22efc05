package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.routing.ClientStream;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Writes a response to the servlet container. Headers that the response or the host has set are kept.
 *
 * @param target the response
 * @param defaults the headers that are added if they are missing
 * @param close releases the source of the body
 */
record ServletAnswer(ServerResponse target, Map<String, String> defaults, Runnable close) implements ServerResponse {

    static ServletAnswer of(ApiResponse answer, Map<String, String> defaults) {
        ApiContent content = answer.content();
        if (content instanceof ApiContent.Events events) {
            ServerResponse stream = ServerResponse.sse(
                    listener -> events.listener().accept(new ServletEventSink(listener)), events.longest());
            Map<String, String> headers = new LinkedHashMap<>(defaults);
            headers.putAll(answer.headers().toSingleValueMap());
            return new ServletAnswer(stream, headers, () -> {});
        }
        BodyBuilder builder =
                ServerResponse.status(answer.status()).headers(headers -> headers.addAll(answer.headers()));
        if (content instanceof ApiContent.Bytes body) {
            ServerResponse whole = builder.contentLength(body.bytes().length).build((request, response) -> {
                response.getOutputStream().write(body.bytes());
                return null;
            });
            return new ServletAnswer(whole, defaults, () -> {});
        }
        if (content instanceof ApiContent.Stream body) {
            ServerResponse streamed = builder.build((request, response) -> {
                write(body.writer(), request, response);
                return null;
            });
            return new ServletAnswer(streamed, defaults, body.writer()::close);
        }
        return new ServletAnswer(builder.build(), defaults, () -> {});
    }

    private static void write(ApiContent.Writer writer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ClientStream out = new ClientStream(response.getOutputStream());
        try {
            out.writeAll(writer, request.getRequestURI());
        } catch (IOException | RuntimeException failure) {
            if (!out.isGone()) {
                AbortedAnswers.abort(request, failure);
            }
        }
    }

    @Override
    public HttpStatusCode statusCode() {
        return target.statusCode();
    }

    @Override
    public HttpHeaders headers() {
        return target.headers();
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return target.cookies();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws ServletException, IOException {
        defaults.forEach((name, value) -> {
            if (!target.headers().containsHeader(name) && !response.containsHeader(name)) {
                response.setHeader(name, value);
            }
        });
        try {
            return target.writeTo(request, response, context);
        } finally {
            close.run();
        }
    }
}
