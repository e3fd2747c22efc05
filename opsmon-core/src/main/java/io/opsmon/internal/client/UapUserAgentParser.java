package io.opsmon.internal.client;

import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.UserAgentParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ua_parser.Parser;

/**
 * Parses user agents with <a href="https://github.com/ua-parser/uap-java">uap-java</a>. Cost: 2 MB of heap, a quarter
 * of a second at the start, half a millisecond per user agent. The file {@code user-agents.yaml} adds browsers that
 * uap-java does not recognize; they are matched first. Thread-safe.
 *
 * @since 0.1
 */
public final class UapUserAgentParser implements UserAgentParser {

    private static final String REGEXES = "/ua_parser/regexes.yaml";
    private static final String SECTION = "user_agent_parsers:\n";

    private final Parser parser;

    /** Creates a parser. */
    public UapUserAgentParser() {
        this.parser = new Parser(new ByteArrayInputStream(regexes().getBytes(StandardCharsets.UTF_8)));
    }

    private static String regexes() {
        String theirs = text(Parser.class, REGEXES);
        int section = theirs.indexOf(SECTION);
        if (section < 0) {
            throw new IllegalStateException("uap-java's " + REGEXES + " has no section " + SECTION.strip());
        }
        int begin = section + SECTION.length();
        return theirs.substring(0, begin)
                + text(UapUserAgentParser.class, "user-agents.yaml")
                + theirs.substring(begin);
    }

    private static String text(Class<?> owner, String name) {
        try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public Device parse(String userAgent) {
        ua_parser.Client client = parser.parse(userAgent);
        @Nullable String browser = known(client.userAgent.family);
        @Nullable String system = known(client.os.family);
        @Nullable String device = known(client.device.family);
        return new Device(
                browser,
                client.userAgent.major,
                system,
                client.os.major,
                deviceClass(userAgent, browser, system, device),
                device == null || device.equals("Spider") || device.startsWith("Generic") ? null : device);
    }

    private static @Nullable String known(@Nullable String family) {
        return family == null || family.equals("Other") ? null : family;
    }

    private static DeviceClass deviceClass(
            String userAgent, @Nullable String browser, @Nullable String system, @Nullable String device) {
        String lower = userAgent.toLowerCase(Locale.ROOT);
        if ("Spider".equals(device) || (system == null && !lower.startsWith("mozilla/"))) {
            return DeviceClass.ROBOT;
        }
        if (lower.contains("ipad") || lower.contains("tablet")) {
            return DeviceClass.TABLET;
        }
        if (lower.contains("mobile") || lower.contains("iphone")) {
            return DeviceClass.PHONE;
        }
        if ("Android".equals(system)) {
            // Android tablets omit "Mobile" (Chrome for Android, "User-Agent strings").
            return DeviceClass.TABLET;
        }
        return browser == null && system == null ? DeviceClass.OTHER : DeviceClass.DESKTOP;
    }
}
