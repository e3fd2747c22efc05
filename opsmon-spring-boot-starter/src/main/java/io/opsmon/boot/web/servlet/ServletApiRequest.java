package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.Caller;
import io.opsmon.boot.web.Origin;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Adapts a servlet request. Sent values are read from the container's request, below the wrappers of the host's
 * filters: a wrapper may trust headers that any client can send.
 */
final class ServletApiRequest implements ApiRequest {

    private static final String CLIENT_CERTIFICATE = "jakarta.servlet.request.X509Certificate";

    private static final boolean CSRF_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.web.csrf.CsrfToken", ServletApiRequest.class.getClassLoader());

    private final ServerRequest routed;
    private final Map<String, String> variables;
    private final HttpServletRequest request;
    private final HttpServletRequest sent;

    ServletApiRequest(ServerRequest routed, Map<String, String> variables) {
        this.routed = routed;
        this.variables = variables;
        this.request = routed.servletRequest();
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        this.sent = innermost instanceof HttpServletRequest http ? http : request;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String sentMethod() {
        return sent.getMethod();
    }

    @Override
    public List<String> sentHeaders(String name) {
        return Collections.list(sent.getHeaders(name));
    }

    @Override
    public Origin origin() {
        return new Origin(request.getScheme(), request.getServerName(), request.getServerPort());
    }

    @Override
    public boolean hasBody() {
        return request.getContentLengthLong() > 0
                || !sentHeaders("Transfer-Encoding").isEmpty();
    }

    @Override
    public boolean hasClientCertificate() {
        return request.getAttribute(CLIENT_CERTIFICATE) != null;
    }

    @Override
    public @Nullable String connectionAddress() {
        return sent.getRemoteAddr();
    }

    @Override
    public @Nullable String clientAddress() {
        return request.getRemoteAddr();
    }

    @Override
    public @Nullable String localAddress() {
        return sent.getLocalAddr();
    }

    @Override
    public void readParameters() {
        request.getParameterMap();
    }

    @Override
    public String path() {
        return routed.path();
    }

    @Override
    public String pathVariable(String name) {
        @Nullable String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The path has no variable \"" + name + "\"");
        }
        return value;
    }

    @Override
    public MultiValueMap<String, String> params() {
        return routed.params();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public InputStream body() throws IOException {
        return request.getInputStream();
    }

    @Override
    public @Nullable Csrf csrf() {
        return CSRF_PRESENT && request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? new Csrf(token.getHeaderName(), token.getToken())
                : null;
    }

    @Override
    public Caller caller() {
        return new ServletCaller(request);
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(request) ? type.cast(request) : null;
    }
}
