package io.opsmon.boot.onlineuser;

import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Online users.
 *
 * @param enabled Whether sessions are listed and can be terminated.
 * @param store Store of sessions: "memory", "jdbc" or "redis". "auto" is Redis if the application has it, otherwise the
 *     database, otherwise memory.
 * @param timeout Idle time after which a session ends if neither the container nor Spring Session defines a timeout.
 * @param touchInterval Precision of the last access. Each node stores the use of a session at most once in this time.
 * @param flushInterval Maximum delay of writes that are collected into a batch.
 * @param resyncInterval Interval at which a node reads all terminations, in case a message was lost. Maximum delay of a
 *     termination on another node.
 * @param maxSessions Maximum number of sessions of a user; 0 for no limit.
 * @param onExceed Reaction to a session above "max-sessions": "kick-oldest" terminates the oldest session, "reject-new"
 *     refuses the sign-in.
 * @param rememberMeCookie Name of the remember-me cookie of the application. The cookie of a terminated session is
 *     refused.
 * @param rememberMeValidity Period in which the remember-me cookie of a terminated session is refused; at least the
 *     validity of such cookies.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.online-users")
public record OnlineUserProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") Store store,
        @DefaultValue("30m") Duration timeout,
        @DefaultValue("10s") Duration touchInterval,
        @DefaultValue("1s") Duration flushInterval,
        @DefaultValue("5s") Duration resyncInterval,
        @DefaultValue("0") int maxSessions,
        @DefaultValue("kick-oldest") SessionLimit.OnExceed onExceed,
        @DefaultValue("remember-me") String rememberMeCookie,
        @DefaultValue("400d") Duration rememberMeValidity) {

    /** Store of sessions. */
    public enum Store {
        /** Redis if the application has it, otherwise the database, otherwise memory. */
        AUTO,
        /** This process. */
        MEMORY,
        /** The database. */
        JDBC,
        /** Redis. */
        REDIS
    }

    OnlineUserSettings toSettings(String node) {
        return new OnlineUserSettings(node, timeout, touchInterval, flushInterval, rememberMeValidity);
    }

    SessionLimit toLimit() {
        return new SessionLimit(maxSessions, onExceed);
    }
}
