package io.opsmon.boot.onlineuser;

import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Online users.
 *
 * @param enabled whether it is known who is online.
 * @param store where sessions are kept; "auto" is Redis if the host has it, else the database, else memory.
 * @param timeout longest time without use of a session where the host does not tell one; the container and Spring
 *     Session do.
 * @param touchInterval how exact the last access is: a session is noted as used at most once in this time by each node.
 * @param flushInterval how long what is to be written may wait for others.
 * @param resyncInterval how often a node reads all kicks, in case it has missed a message: the longest that a kick
 *     takes to reach it.
 * @param maxSessions how many sessions a user may have; 0 for any number.
 * @param onExceed what happens to one session too many.
 * @param rememberMeCookie name of the host's remember-me cookie, which is refused once its session was kicked.
 * @param rememberMeValidity time for which a kicked remember-me cookie is refused: at least the validity of such
 *     cookies.
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

    /** Where sessions are kept. */
    public enum Store {
        /** Redis if the host has it, else the database, else memory. */
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
