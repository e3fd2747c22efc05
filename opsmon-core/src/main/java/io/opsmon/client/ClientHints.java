package io.opsmon.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The User-Agent Client Hints of a browser (W3C Community Group draft; {@code Sec-CH-UA*}). They contain data missing
 * in the frozen user agent, such as Windows 11 or the model of an Android device.
 *
 * @param platform the operating system, or null
 * @param platformVersion the version of the operating system, or null
 * @param model the model of the device, or null
 * @param brands the brands with their major versions, or null
 * @param mobile whether the device is mobile; null if unknown
 * @since 0.1
 */
public record ClientHints(
        @Nullable String platform,
        @Nullable String platformVersion,
        @Nullable String model,
        @Nullable String brands,
        @Nullable Boolean mobile) {

    /** No hints. */
    public static final ClientHints NONE = new ClientHints(null, null, null, null, null);

    private static final int MAX_LENGTH = 200;
    private static final Pattern BRAND = Pattern.compile("\"([^\"]{1,60})\"\\s*;\\s*v=\"(\\d{1,6})");

    /**
     * Brands that are not a browser: the engine, the web view of an app, and the placeholder that prevents fixed lists.
     */
    private static final Pattern NO_BRAND = Pattern.compile("(?i)chromium|android webview|.*not.?a.?brand.*");

    private static final int WINDOWS_11 = 13;

    /**
     * Reads the hints of a request.
     *
     * @param headers returns the value of a header; null if there is no such header
     * @return the hints
     */
    public static ClientHints of(Function<String, @Nullable String> headers) {
        @Nullable String brands = headers.apply("Sec-CH-UA");
        @Nullable String platform = headers.apply("Sec-CH-UA-Platform");
        if (brands == null && platform == null) {
            return NONE;
        }
        @Nullable String mobile = headers.apply("Sec-CH-UA-Mobile");
        return new ClientHints(
                unquoted(platform),
                unquoted(headers.apply("Sec-CH-UA-Platform-Version")),
                unquoted(headers.apply("Sec-CH-UA-Model")),
                bounded(brands),
                mobile == null ? null : mobile.strip().equals("?1"));
    }

    private static @Nullable String unquoted(@Nullable String value) {
        @Nullable String text = bounded(value);
        if (text == null) {
            return null;
        }
        String plain = text.replace("\"", "").strip();
        return plain.isEmpty() ? null : plain;
    }

    private static @Nullable String bounded(@Nullable String value) {
        return value == null || value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH);
    }

    /**
     * Converts the hints to texts for a journal.
     *
     * @return the hints by name, without missing hints
     */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        put(map, "platform", platform);
        put(map, "platformVersion", platformVersion);
        put(map, "model", model);
        put(map, "brands", brands);
        put(map, "mobile", mobile == null ? null : mobile.toString());
        return map;
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /**
     * Restores hints from texts.
     *
     * @param map the result of {@link #toMap}
     * @return the hints
     */
    public static ClientHints ofMap(Map<String, String> map) {
        @Nullable String mobile = map.get("mobile");
        return map.isEmpty()
                ? NONE
                : new ClientHints(
                        map.get("platform"),
                        map.get("platformVersion"),
                        map.get("model"),
                        map.get("brands"),
                        mobile == null ? null : Boolean.valueOf(mobile));
    }

    /** Returns the device with the values of the hints, which take precedence over the user agent. */
    public Device refine(Device device) {
        if (equals(NONE)) {
            return device;
        }
        @Nullable String brand = null;
        @Nullable String version = null;
        Matcher matcher = BRAND.matcher(brands == null ? "" : brands);
        while (matcher.find()) {
            if (!NO_BRAND.matcher(matcher.group(1)).matches()) {
                brand = matcher.group(1);
                version = matcher.group(2);
            }
        }
        if (device.browser() != null && !device.browser().contains("Chrome")) {
            // An app or browser with its own name in the user agent may have the brands of its engine.
            brand = null;
        }
        return new Device(
                brand == null ? device.browser() : brand.replace("Google ", "").replace("Microsoft ", ""),
                brand == null ? device.browserVersion() : version,
                platform == null || isSameSystem(platform, device.system()) ? device.system() : platform,
                platformVersion == null ? device.systemVersion() : systemVersion(platform, platformVersion),
                Boolean.TRUE.equals(mobile) && device.deviceClass() == DeviceClass.OTHER
                        ? DeviceClass.PHONE
                        : device.deviceClass(),
                model == null ? device.name() : model);
    }

    /** Returns whether both names mean the same system, such as "Mac OS X" of parsers and "macOS" of hints. */
    private static boolean isSameSystem(String platform, @Nullable String system) {
        return system != null && Device.systemFamily(platform).equals(Device.systemFamily(system));
    }

    /**
     * Returns the version; on Windows, 13 and above is Windows 11 (Microsoft, "Detect Windows 11 using User-Agent
     * Client Hints").
     */
    private static String systemVersion(@Nullable String platform, String version) {
        int dot = version.indexOf('.');
        String major = dot < 0 ? version : version.substring(0, dot);
        if (!"Windows".equals(platform)) {
            return major;
        }
        try {
            int number = Integer.parseInt(major);
            return number >= WINDOWS_11 ? "11" : number > 0 ? "10" : "8 or older";
        } catch (NumberFormatException odd) {
            return major;
        }
    }
}
