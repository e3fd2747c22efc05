package io.opsmon.boot.log;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client as the API shows it: {@code {ip, userAgent, device: {class, browser, browserVersion, system, systemVersion, name}, location: {country, region, city, latitude, longitude}}}.
 *
 * @since 0.1
 */
public final class ClientJson {

    private ClientJson() {}

    /**
     * Writes a client.
     *
     * @param ip its address, or null
     * @param userAgent its user agent, or null
     * @param device its device
     * @param location its place, or null
     * @return a JSON object; members without value are left out
     */
    public static ObjectNode write(
            @Nullable String ip, @Nullable String userAgent, Device device, @Nullable Location location) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "ip", ip);
        put(json, "userAgent", userAgent);
        ObjectNode shown =
                json.putObject("device").put("class", device.deviceClass().name());
        put(shown, "browser", device.browser());
        put(shown, "browserVersion", device.browserVersion());
        put(shown, "system", device.system());
        put(shown, "systemVersion", device.systemVersion());
        put(shown, "name", device.name());
        if (location != null) {
            ObjectNode place = json.putObject("location").put("country", location.country());
            put(place, "region", location.region());
            put(place, "city", location.city());
            if (location.latitude() != null && location.longitude() != null) {
                place.put("latitude", location.latitude()).put("longitude", location.longitude());
            }
        }
        return json;
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
