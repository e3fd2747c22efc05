package io.opsmon.boot.web;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adapts a servlet request to {@link IncomingRequest}. Sent values are read from the container's request, below the
 * wrappers of the host's filters: a wrapper may trust headers that any client can send.
 */
final class ServletIncomingRequest implements IncomingRequest {

    private static final String CLIENT_CERTIFICATE = "jakarta.servlet.request.X509Certificate";

    private final HttpServletRequest request;
    private final HttpServletRequest sent;

    ServletIncomingRequest(HttpServletRequest request) {
        this.request = request;
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
    public List<String> headers(String name) {
        return Collections.list(sent.getHeaders(name));
    }

    @Override
    public Origin origin() {
        return new Origin(request.getScheme(), request.getServerName(), request.getServerPort());
    }

    @Override
    public boolean hasBody() {
        return request.getContentLengthLong() > 0
                || !headers("Transfer-Encoding").isEmpty();
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
}
