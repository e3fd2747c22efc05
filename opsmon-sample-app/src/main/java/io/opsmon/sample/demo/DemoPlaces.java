package io.opsmon.sample.demo;

import io.opsmon.client.IpLocator;
import io.opsmon.client.Location;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Locates the addresses of the demonstration; a real host uses a data file of MaxMind or ip2region. */
@Component
@Profile("demo")
class DemoPlaces implements IpLocator {

    private static final Map<String, Location> PLACES = Map.of(
            "81.2.69.160", new Location("United Kingdom", "England", "London", 51.51, -0.09),
            "89.160.20.112", new Location("Sweden", "Östergötland", "Linköping", 58.42, 15.62),
            "175.16.199.3", new Location("China", "Jilin", "Changchun", 43.88, 125.32),
            "185.220.101.34", new Location("Netherlands", "North Holland", "Amsterdam", 52.37, 4.90));

    @Override
    public @Nullable Location locate(InetAddress address) {
        return PLACES.get(address.getHostAddress());
    }
}
