package io.opsmon.client;

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
     * What stays the same while browser and system are updated.
     *
     * @return browser, system, kind and model without versions
     */
    public String family() {
        return browser + "|" + system + "|" + deviceClass + "|" + name;
    }
}
