package io.opsmon.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user agent names.
 *
 * @param browser the browser or program, {@code Firefox} for example; null if it is not known
 * @param browserVersion its major version, or null
 * @param system the operating system, {@code Windows} for example, or null
 * @param systemVersion its version, or null
 * @param deviceClass the kind of thing
 * @param name the make or model, {@code iPhone} for example, or null
 * @since 0.1
 */
public record Device(
        @Nullable String browser,
        @Nullable String browserVersion,
        @Nullable String system,
        @Nullable String systemVersion,
        DeviceClass deviceClass,
        @Nullable String name) {

    /** Nothing is known. */
    public static final Device UNKNOWN = new Device(null, null, null, null, DeviceClass.OTHER, null);

    /**
     * The part that stays the same while browser and system are updated, and whether or not the browser sends client
     * hints.
     *
     * @return browser, system, kind and model without versions
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
