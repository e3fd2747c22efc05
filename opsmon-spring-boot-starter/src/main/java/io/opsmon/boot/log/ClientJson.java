package io.opsmon.boot.log;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a client as JSON for the API: {@code {ip, userAgent, device: {class, browser, browserVersion, system,
 * systemVersion, name}, location: {country, region, city, latitude, longitude}}}.
 *
 * @since 0.1
 */
public final class ClientJson {

    private ClientJson() {}

    /**
     * Writes a client.
     *
     * @param ip the address, or null
     * @param userAgent the user agent, or null
     * @param device the device
     * @param location the location, or null
     * @return a JSON object; members without value are left out
     */
    public static ObjectNode write(
            @Nullable String ip, @Nullable String userAgent, Device device, @Nullable Location location) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        JsonMembers.put(json, "ip", ip);
        JsonMembers.put(json, "userAgent", userAgent);
        ObjectNode shown =
                json.putObject("device").put("class", device.deviceClass().name());
        JsonMembers.put(shown, "browser", device.browser());
        JsonMembers.put(shown, "browserVersion", device.browserVersion());
        JsonMembers.put(shown, "system", device.system());
        JsonMembers.put(shown, "systemVersion", device.systemVersion());
        JsonMembers.put(shown, "name", device.name());
        if (location != null) {
            ObjectNode place = json.putObject("location").put("country", location.country());
            JsonMembers.put(place, "region", location.region());
            JsonMembers.put(place, "city", location.city());
            if (location.latitude() != null && location.longitude() != null) {
                place.put("latitude", location.latitude()).put("longitude", location.longitude());
            }
        }
        return json;
    }
}
