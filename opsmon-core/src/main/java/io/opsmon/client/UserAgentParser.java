package io.opsmon.client;

/**
 * Parses user agents. Parsers based on uap-java and Yauaa are built in; a host may provide a bean. Implementations are
 * thread-safe. Never called on the thread of a request.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UserAgentParser {

    /**
     * Parses a user agent.
     *
     * @param userAgent the header, at most 1,024 characters, without control characters
     * @return the device; {@link Device#UNKNOWN} if unknown
     */
    Device parse(String userAgent);
}
