package io.opsmon.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The browser, operating system and device of a client, as named by its user agent.
 *
 * @param browser the browser or program, for example {@code Firefox}; null if unknown
 * @param browserVersion the major version of the browser, or null
 * @param system the operating system, for example {@code Windows}, or null
 * @param systemVersion the version of the operating system, or null
 * @param deviceClass the class of the device
 * @param name the make or model, for example {@code iPhone}, or null
 * @since 0.1
 */
public record Device(
        @Nullable String browser,
        @Nullable String browserVersion,
        @Nullable String system,
        @Nullable String systemVersion,
        DeviceClass deviceClass,
        @Nullable String name) {

    /** An unknown device. */
    public static final Device UNKNOWN = new Device(null, null, null, null, DeviceClass.OTHER, null);

    /**
     * Returns the part that is stable across updates of browser and system, with or without client hints.
     *
     * @return browser, system, class and model without versions
     */
    public String family() {
        String program =
                browser == null ? "null" : browser.replace(" Mobile", "").replace("Mobile ", "");
        return program + "|" + systemFamily(system == null ? "null" : system) + "|" + deviceClass + "|" + name;
    }

    static String systemFamily(String system) {
        String plain = system.replace(" ", "").toLowerCase(Locale.ROOT);
        if (plain.startsWith("macos")) {
            return "macos";
        }
        return plain.equals("chromiumos") ? "chromeos" : plain;
    }
}
