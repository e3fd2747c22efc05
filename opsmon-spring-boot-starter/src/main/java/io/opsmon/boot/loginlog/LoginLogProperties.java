package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.RetentionProperties;
import io.opsmon.loginlog.FloodSettings;
import io.opsmon.loginlog.RiskSettings;
import io.opsmon.recording.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Login logs.
 *
 * @param enabled whether login logs are recorded at all.
 * @param consistency how safe an entry is when a sign-in goes on: "buffered" in memory, "journaled" on disk.
 * @param memoryCapacity entries kept when the host has no database.
 * @param retention how long login logs are kept.
 * @param chain their tamper evidence.
 * @param flood from when on failures are told together instead of one by one.
 * @param risk what is marked as noteworthy.
 * @param location where addresses are looked up.
 * @param recentClients who counts as known among those who prove who they are with every request, by token or HTTP
 *     Basic.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.login-log")
public record LoginLogProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("buffered") Consistency consistency,
        @DefaultValue("10000") int memoryCapacity,
        @NestedConfigurationProperty @DefaultValue RetentionProperties retention,
        @DefaultValue Chain chain,
        @DefaultValue Flood flood,
        @DefaultValue Risk risk,
        @DefaultValue Places location,
        @DefaultValue Seen recentClients) {

    /**
     * Tamper evidence of login logs.
     *
     * @param enabled whether entries are chained; what was written meanwhile is in no chain.
     */
    public record Chain(@DefaultValue("true") boolean enabled) {}

    /**
     * From when on failures are told together.
     *
     * @param window how long failures are counted before they are told.
     * @param perAddress failures of one address that are recorded one by one in a window.
     * @param total failures of all addresses that are recorded one by one in a window.
     */
    public record Flood(
            @DefaultValue("10s") Duration window,
            @DefaultValue("20") int perAddress,
            @DefaultValue("500") int total) {

        FloodSettings toSettings() {
            return new FloodSettings(window, perAddress, total);
        }
    }

    /**
     * What is marked as noteworthy.
     *
     * @param enabled whether anything is.
     * @param burst failures of a user or an address that make a burst.
     * @param burstWindow the time in which they happen.
     * @param maxSpeedKmh kilometres an hour that nobody travels at.
     * @param history how many of a user's last logins are looked at.
     */
    public record Risk(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("5") int burst,
            @DefaultValue("10m") Duration burstWindow,
            @DefaultValue("900") int maxSpeedKmh,
            @DefaultValue("50") int history) {

        RiskSettings toSettings() {
            return new RiskSettings(burst, burstWindow, maxSpeedKmh, history);
        }
    }

    /**
     * Where addresses are looked up.
     *
     * @param maxmindFile data file of MaxMind (GeoLite2 or GeoIP2, City or Country); needs the library
     *     com.maxmind.db:maxmind-db.
     * @param ip2regionFile data file of ip2region (xdb, IPv4); needs the library org.lionsoul:ip2region.
     */
    public record Places(
            @Nullable Path maxmindFile, @Nullable Path ip2regionFile) {}

    /**
     * Who counts as known.
     *
     * @param capacity the most clients remembered on a node.
     * @param idleTimeout how long a client may be quiet before it counts as a new login.
     */
    public record Seen(
            @DefaultValue("100000") int capacity,
            @DefaultValue("30m") Duration idleTimeout) {}
}
