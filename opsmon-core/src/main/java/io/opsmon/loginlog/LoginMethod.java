package io.opsmon.loginlog;

/**
 * Names of sign-in methods. A host may use other names.
 *
 * @since 0.1
 */
public final class LoginMethod {

    /** A login form. */
    public static final String FORM = "FORM";

    /**
     * HTTP Basic (RFC 7617); a client that continues to send the header is recorded once until it has been idle for a
     * while.
     */
    public static final String BASIC = "BASIC";

    /** A user name and password sent in another way, for example to an endpoint of the host. */
    public static final String PASSWORD = "PASSWORD";

    /** A remember-me cookie. */
    public static final String REMEMBER_ME = "REMEMBER_ME";

    /** OAuth 2 or OpenID Connect login. */
    public static final String OAUTH2 = "OAUTH2";

    /** A bearer token (RFC 6750), at its first use. */
    public static final String BEARER_TOKEN = "BEARER_TOKEN";

    /** SAML 2 login. */
    public static final String SAML2 = "SAML2";

    /** A client certificate. */
    public static final String X509 = "X509";

    /** A passkey (WebAuthn). */
    public static final String PASSKEY = "PASSKEY";

    /** A one-time token. */
    public static final String ONE_TIME_TOKEN = "ONE_TIME_TOKEN";

    /** Authentication by a system in front of the application. */
    public static final String PRE_AUTHENTICATED = "PRE_AUTHENTICATED";

    private LoginMethod() {}
}
