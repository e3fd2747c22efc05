package io.opsmon.loginlog;

/**
 * The reason of a failed sign-in attempt. The names are stable: queries, exports and alarms may rely on them. For the
 * log only: a host determines its response to the caller, and should not reveal whether a user exists.
 *
 * @since 0.1
 */
public enum FailureReason {
    /** The password, code or other secret was wrong. */
    BAD_CREDENTIALS,
    /** The user does not exist. */
    UNKNOWN_USER,
    /** The account is locked by the host. */
    ACCOUNT_LOCKED,
    /** Sign-in is locked because of too many failures. */
    TOO_MANY_ATTEMPTS,
    /** The account is disabled. */
    ACCOUNT_DISABLED,
    /** The account has expired. */
    ACCOUNT_EXPIRED,
    /** The password has expired. */
    CREDENTIALS_EXPIRED,
    /** The user has reached the session limit. */
    TOO_MANY_SESSIONS,
    /** A token is malformed, forged, expired or issued for another audience. */
    INVALID_TOKEN,
    /** A token or cookie of a terminated session. */
    KICKED,
    /** A remember-me cookie that was used by another client. */
    COOKIE_THEFT,
    /** The provider of OAuth 2, OpenID Connect or SAML refused the sign-in or returned an invalid response. */
    IDENTITY_PROVIDER,
    /** The authentication service is unavailable, for example a database or directory. */
    SERVICE_UNAVAILABLE,
    /** No provider of the application supports this kind of sign-in. */
    UNSUPPORTED,
    /** Many failures of one source, reported in one entry; see {@link LoginLogEntry#attempts()}. */
    FLOOD,
    /** Another reason; see the message. */
    OTHER
}
