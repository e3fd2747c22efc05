package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.Endpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Answers requests for public files of the console and for open routes of the API, in front of the host's security. The
 * security of most hosts refuses every path that its configuration does not name. No other request is answered here, so
 * that the host's rules for other paths stay as they are.
 */
final class OpenRoutesFilter implements Filter {

    private final ApiRoutes api;
    private final ConsoleFiles console;
    private final String basePath;

    OpenRoutesFilter(ApiRoutes api, ConsoleFiles console, String basePath) {
        this.api = api;
        this.console = console;
        this.basePath = basePath;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            @Nullable Endpoint endpoint = find(http);
            if (endpoint != null) {
                ServerRequest routed = ServerRequest.create(http, List.of());
                ServletAnswer.of(
                                endpoint.handler().handle(new ServletApiRequest(routed, endpoint.variables())),
                                endpoint.defaultHeaders())
                        .writeTo(http, answer, List::of);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private @Nullable Endpoint find(HttpServletRequest request) {
        if (!request.getRequestURI().contains(basePath)) {
            return null;
        }
        try {
            String method = request.getMethod();
            PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
            @Nullable Endpoint open = api.findOpen(method, path);
            return open == null ? console.findPublic(method, path) : open;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
