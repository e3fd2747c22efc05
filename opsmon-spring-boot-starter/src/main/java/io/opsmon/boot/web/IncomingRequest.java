package io.opsmon.boot.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request that {@link RequestGate} decides by. Each web stack has an adapter; the decision is written
 * once. Used by the request's thread.
 */
interface IncomingRequest {

    /** The method that the handler sees. */
    String method();

    /** The method in the request line, which no filter of the host has replaced. */
    String sentMethod();

    /** All values of a header as sent, in order, also of those that a filter of the host hides. */
    List<String> headers(String name);

    /**
     * The scheme, host and port of the request as the host sees them: behind a proxy that the host trusts, those of the
     * proxy.
     */
    Origin origin();

    /** Whether there is a body, as far as the headers tell. */
    boolean hasBody();

    /**
     * Whether the connection presents a certificate of the client, which a browser presents for any site's requests.
     */
    boolean hasClientCertificate();

    /**
     * The address that the connection comes from, as the container tells it: some replace it by one that a header
     * names.
     */
    @Nullable
    String connectionAddress();

    /** The client's address as the host sees it. */
    @Nullable
    String clientAddress();

    /** The address on this machine that the client has connected to. */
    @Nullable
    String localAddress();

    /** Reads the parameters of the request, so that a malformed one is found. Throws what the container throws. */
    void readParameters();
}
