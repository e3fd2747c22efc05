package io.opsmon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.client.Ip2RegionIpLocator;
import io.opsmon.internal.client.MaxMindIpLocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpLocatorTest {

    private static final int HEADER = 256;
    private static final int VECTOR = 256 * 256 * 8;

    private static Path maxMindFile() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(IpLocatorTest.class.getResource("GeoIP2-City-Test.mmdb"))
                .toURI());
    }

    @Test
    void readsMaxMindsFiles() throws Exception {
        try (MaxMindIpLocator locator = new MaxMindIpLocator(maxMindFile())) {
            assertThat(locator.locate(InetAddress.getByName("89.160.20.113")))
                    .isEqualTo(new Location("SE", "Östergötland County", "Linköping", 58.4167, 15.6167));
            assertThat(Objects.requireNonNull(locator.locate(InetAddress.getByName("2001:218::1")))
                            .country())
                    .isEqualTo("JP");
            assertThat(locator.locate(InetAddress.getByName("8.8.8.8"))).isNull();
        }
    }

    @Test
    void readsIp2RegionsFiles(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("small.xdb");
        write(file, "1.2.3.0", "1.2.3.255", "中国|0|广东省|深圳市|电信");
        Ip2RegionIpLocator locator = new Ip2RegionIpLocator(file);

        assertThat(locator.locate(InetAddress.getByName("1.2.3.77")))
                .isEqualTo(new Location("中国", "广东省", "深圳市", null, null));
        assertThat(locator.locate(InetAddress.getByName("9.9.9.9"))).isNull();
        assertThat(locator.locate(InetAddress.getByName("2001:218::1"))).isNull();
    }

    /** Writes a file with one segment, as described in ip2region's structure "xdb 2.0". */
    private static void write(Path file, String first, String last, String region) throws IOException {
        byte[] text = region.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + VECTOR + text.length + 14).order(ByteOrder.LITTLE_ENDIAN);
        int data = HEADER + VECTOR;
        int segment = data + text.length;
        bytes.position(data);
        bytes.put(text);
        int from = ByteBuffer.wrap(InetAddress.getByName(first).getAddress()).getInt();
        int to = ByteBuffer.wrap(InetAddress.getByName(last).getAddress()).getInt();
        bytes.putInt(from).putInt(to).putShort((short) text.length).putInt(data);
        int vector = HEADER + ((from >>> 24) * 256 + (from >>> 16 & 0xFF)) * 8;
        bytes.putInt(vector, segment).putInt(vector + 4, segment + 14);
        Files.write(file, bytes.array());
    }

    @Test
    void saysWhichFileItCannotRead(@TempDir Path directory) throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.mmdb"), "no database");

        assertThatThrownBy(() -> new MaxMindIpLocator(wrong)).hasMessageContaining("wrong.mmdb");
        assertThatThrownBy(() -> new MaxMindIpLocator(directory.resolve("missing.mmdb")))
                .hasMessageContaining("missing.mmdb");
        assertThatThrownBy(() -> new Ip2RegionIpLocator(directory.resolve("missing.xdb")))
                .hasMessageContaining("missing.xdb");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "10.1.2.3, private",
        "172.31.0.1, private",
        "192.168.1.1, private",
        "169.254.1.1, link-local",
        "100.64.0.1, carrier",
        "192.0.2.1, documentation",
        "198.18.0.1, reserved",
        "240.0.0.1, reserved",
        "224.0.0.1, multicast",
        "::1, loopback",
        "fd00::1, private",
        "fe80::1, link-local",
        "2001:db8::1, documentation"
    })
    void namesRangesThatAreNowhere(String address, String name) {
        ClientDescriber describer = new CachedClientDescriber(() -> null, () -> ip -> {
            throw new AssertionError("asked for " + ip);
        });

        assertThat(describer.location(address)).isEqualTo(new Location(name, null, null, null, null));
    }

    @Test
    void asksForPublicAddressesOnlyAndSurvivesALocatorThatFails() {
        ClientDescriber describer = new CachedClientDescriber(() -> null, () -> ip -> {
            throw new IllegalStateException("broken");
        });

        assertThat(describer.location("8.8.8.8")).isNull();
        assertThat(describer.location("not an address")).isNull();
        assertThat(describer.location(null)).isNull();
    }

    @Test
    void measuresTheWay() {
        Location stockholm = new Location("SE", null, null, 59.33, 18.07);
        Location beijing = new Location("CN", null, null, 39.9, 116.4);

        assertThat(stockholm.kilometresTo(beijing)).isCloseTo(6_700, within(60.0));
        assertThat(stockholm.kilometresTo(new Location("CN", null, null, null, null)))
                .isNaN();
    }
}
