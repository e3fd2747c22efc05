package io.opsmon.boot.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a request that are checked before its route. Used by the request's thread.
 *
 * @since 0.1
 */
public interface IncomingRequest {

    /**
     * Returns the method.
     *
     * @return the method that the handler sees
     */
    String method();

    /**
     * Returns the method in the request line.
     *
     * @return the method that no filter of the host has replaced
     */
    String sentMethod();

    /**
     * Returns all values of a header.
     *
     * @param name the header
     * @return the values as sent, in order, including values that a filter of the host hides
     */
    List<String> sentHeaders(String name);

    /**
     * Returns the scheme, host and port of the request.
     *
     * @return the origin as the host sees it: behind a trusted proxy, that of the proxy
     */
    Origin origin();

    /**
     * Returns whether the headers announce a body.
     *
     * @return true if a body follows
     */
    boolean hasBody();

    /**
     * Returns whether the connection has a client certificate, which a browser presents for requests of any site.
     *
     * @return true if there is a certificate
     */
    boolean hasClientCertificate();

    /**
     * Returns the remote address of the connection. Some servers replace it with an address from a header.
     *
     * @return the address as the server reports it
     */
    @Nullable
    String connectionAddress();

    /**
     * Returns the client's address.
     *
     * @return the address as the host sees it
     */
    @Nullable
    String clientAddress();

    /**
     * Returns the local address of the connection.
     *
     * @return the address of this machine
     */
    @Nullable
    String localAddress();

    /**
     * Reads the parameters of the request, so that malformed parameters are found.
     *
     * @throws RuntimeException if a parameter is malformed
     */
    void readParameters();
}
