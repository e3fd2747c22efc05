package io.opsmon.client;

/**
 * Reads user agents. A host may provide a bean; opsmon has one over uap-java and one over Yauaa. Thread-safe; never
 * asked on the thread of a request.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UserAgentParser {

    /**
     * Reads a user agent.
     *
     * @param userAgent the header, at most 1,024 characters, without control characters
     * @return what it names; {@link Device#UNKNOWN} if that is nothing
     */
    Device parse(String userAgent);
}
