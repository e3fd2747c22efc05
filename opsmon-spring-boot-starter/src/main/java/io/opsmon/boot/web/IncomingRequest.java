package io.opsmon.boot.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a request that {@link RequestGate} checks. Each web stack has an adapter. Used by the request's
 * thread.
 */
interface IncomingRequest {

    /** Returns the method that the handler sees. */
    String method();

    /** Returns the method in the request line, which no filter of the host has replaced. */
    String sentMethod();

    /** Returns all values of a header as sent, in order, including headers that a filter of the host hides. */
    List<String> headers(String name);

    /**
     * Returns the scheme, host and port of the request as the host sees them: behind a trusted proxy, the values of the
     * proxy.
     */
    Origin origin();

    /** Returns whether the headers announce a body. */
    boolean hasBody();

    /** Returns whether the connection has a client certificate, which a browser presents for requests of any site. */
    boolean hasClientCertificate();

    /**
     * Returns the remote address of the connection as the container reports it. Some containers replace it with an
     * address from a header.
     */
    @Nullable
    String connectionAddress();

    /** Returns the client's address as the host sees it. */
    @Nullable
    String clientAddress();

    /** Returns the local address of the connection. */
    @Nullable
    String localAddress();

    /**
     * Reads the parameters of the request, so that malformed parameters are found. Throws the exceptions of the
     * container.
     */
    void readParameters();
}
