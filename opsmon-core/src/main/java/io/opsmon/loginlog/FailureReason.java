package io.opsmon.loginlog;

/**
 * Why a login failed. The names are stable: queries, exports and alarms may rely on them. Only for the log: what a
 * caller is told is the host's affair, and should not tell an unknown user from a wrong password.
 *
 * @since 0.1
 */
public enum FailureReason {
    /** The password, code or other secret was wrong. */
    BAD_CREDENTIALS,
    /** There is no such user. */
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
    /** The user has as many sessions as are allowed. */
    TOO_MANY_SESSIONS,
    /** A token is malformed, forged, expired or meant for somebody else. */
    INVALID_TOKEN,
    /** A token or cookie of a session that was kicked. */
    KICKED,
    /** A remember-me cookie that somebody else has used. */
    COOKIE_THEFT,
    /** The provider of OAuth 2, OpenID Connect or SAML refused or answered wrongly. */
    IDENTITY_PROVIDER,
    /** What checks users did not answer: a database or directory that is away. */
    SERVICE_UNAVAILABLE,
    /** Nothing in the application checks logins of this kind. */
    UNSUPPORTED,
    /** Many failures of one source, told together; see {@link LoginLogEntry#attempts()}. */
    FLOOD,
    /** Something else; the message tells. */
    OTHER
}
