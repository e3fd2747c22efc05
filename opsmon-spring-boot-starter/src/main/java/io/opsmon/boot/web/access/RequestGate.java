package io.opsmon.boot.web.access;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.IncomingRequest;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Checks every request to a route of the API, on every web stack. Refuses remote requests if access is open, cross-site
 * requests, and bodies of a type that the route does not accept. Permissions are checked afterwards. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
public final class RequestGate {

    private final CrossSiteRule crossSite;
    private final @Nullable LocalAccessRule local;

    /** Creates a gate; without a rule for local access, requests may come from any address. */
    RequestGate(CrossSiteRule crossSite, @Nullable LocalAccessRule local) {
        this.crossSite = crossSite;
        this.local = local;
    }

    /**
     * Creates the gate of an application.
     *
     * @param properties the permitted origins, hosts and addresses
     * @param access the access control
     * @param tokenHeaders the headers in which the host accepts tokens
     * @return the gate
     */
    public static RequestGate of(OpsmonWebProperties properties, OpsmonAccess access, List<String> tokenHeaders) {
        boolean isOpen = access instanceof PermitAllAccess;
        return new RequestGate(
                new CrossSiteRule(properties.origins(), tokenHeaders, isOpen),
                isOpen ? new LocalAccessRule(properties.permitAllHosts(), properties.permitAllAddresses()) : null);
    }

    /**
     * Accepts a request or throws.
     *
     * @param request the request
     * @param consumed the only type of a body that the route accepts
     * @throws ApiException with 400, 403 or 415
     */
    public void check(IncomingRequest request, MediaType consumed) {
        checkLocal(request);
        crossSite.check(request);
        if (CrossSiteRule.isChange(request)) {
            checkType(request, consumed);
        }
        checkParameters(request);
    }

    /**
     * Checks only local access, for a page without access control.
     *
     * @param request the request
     * @throws ApiException with 403
     */
    public void checkLocal(IncomingRequest request) {
        if (local != null) {
            local.check(request);
        }
    }

    private static void checkType(IncomingRequest request, MediaType consumed) {
        List<String> types = request.sentHeaders("Content-Type");
        boolean isMeant = types.isEmpty() ? !request.hasBody() : types.size() == 1 && is(types.get(0), consumed);
        if (!isMeant) {
            throw ApiException.unsupportedMediaType("The Content-Type of a body must be " + consumed + ".");
        }
    }

    private static boolean is(String type, MediaType consumed) {
        try {
            MediaType parsed = MediaType.parseMediaType(type);
            return parsed.getType().equalsIgnoreCase(consumed.getType())
                    && parsed.getSubtype().equalsIgnoreCase(consumed.getSubtype());
        } catch (InvalidMediaTypeException malformed) {
            return false;
        }
    }

    private static void checkParameters(IncomingRequest request) {
        try {
            request.readParameters();
        } catch (RuntimeException malformed) {
            throw ApiException.badRequest("query", "The query string is malformed: each % must begin a valid escape.");
        }
    }
}
