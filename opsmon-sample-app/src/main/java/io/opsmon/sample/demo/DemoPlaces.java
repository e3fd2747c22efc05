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
            "203.0.113.24", new Location("Germany", "North Rhine-Westphalia", "Köln", 50.94, 6.96),
            "198.51.100.7", new Location("Norway", "Vestland", "Bergen", 60.39, 5.32),
            "192.0.2.61", new Location("China", "Zhejiang", "Hangzhou", 30.27, 120.16),
            "185.220.101.34", new Location("Netherlands", "North Holland", "Amsterdam", 52.37, 4.90));

    @Override
    public @Nullable Location locate(InetAddress address) {
        return PLACES.get(address.getHostAddress());
    }
}
