package io.opsmon.boot.operationlog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What this instance calls itself in entries. */
final class Identity {

    private Identity() {}

    static String application(@Nullable String configured, Environment environment) {
        return configured != null ? configured : environment.getProperty("spring.application.name", "application");
    }

    static String node(@Nullable String configured) {
        if (configured != null) {
            return configured;
        }
        // Container platforms and shells set it; asking the resolver may take seconds on a machine with a broken one.
        @Nullable String hostname = System.getenv("HOSTNAME");
        if (StringUtils.hasText(hostname)) {
            return hostname;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
