package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.keeping.RetentionProperties;
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
 * @param enabled Whether login logs are recorded.
 * @param consistency Durability of an entry before a sign-in continues: "buffered" in memory, "journaled" on disk.
 * @param memoryCapacity Maximum number of entries in memory if the application has no DataSource.
 * @param retention Retention of login logs.
 * @param chain Tamper evidence of login logs.
 * @param flood Summary of many failures.
 * @param risk Risk marks.
 * @param location Location of client addresses.
 * @param recentClients Clients that send a token or HTTP Basic credentials with every request.
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
     * @param enabled Whether entries are part of an integrity chain. Entries that are stored while this is false are in
     *     no chain.
     */
    public record Chain(@DefaultValue("true") boolean enabled) {}

    /**
     * Summary of many failures.
     *
     * @param window Period in which failures are counted before further failures are summarized.
     * @param perAddress Number of failures of one address with an entry of their own in a window.
     * @param total Number of failures of all addresses with an entry of their own in a window.
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
     * Risk marks of sign-ins.
     *
     * @param enabled Whether sign-ins receive risk marks.
     * @param burst Number of failures of a user or an address that are a burst.
     * @param burstWindow Period in which the failures of a burst happen.
     * @param maxSpeedKmh Maximum plausible speed between two sign-ins, in kilometres an hour.
     * @param history Number of the latest sign-ins of a user that a sign-in is compared with.
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
     * Location of client addresses.
     *
     * @param maxmindFile Data file of MaxMind (GeoLite2 or GeoIP2, City or Country). Needs com.maxmind.db:maxmind-db.
     * @param ip2regionFile Data file of ip2region (xdb, IPv4). Needs org.lionsoul:ip2region.
     */
    public record Places(
            @Nullable Path maxmindFile, @Nullable Path ip2regionFile) {}

    /**
     * Clients that authenticate with every request.
     *
     * @param capacity Maximum number of clients that a node remembers, of those that authenticate with every request.
     * @param idleTimeout Idle time of such a client before its next request counts as a new sign-in.
     */
    public record Seen(
            @DefaultValue("100000") int capacity,
            @DefaultValue("30m") Duration idleTimeout) {}
}
