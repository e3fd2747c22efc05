package io.opsmon.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {

    /** The examples of RFC 5952, section 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "::1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "fe80::1%2, fe80::1",
        "[2001:db8::1]:443, 2001:db8::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "192.0.2.1:80, 192.0.2.1",
        "no address, no address"
    })
    void hasOneNotationForEachAddress(String text, String canonical) {
        assertThat(IpAddress.canonical(text)).isEqualTo(canonical);
    }

    @Test
    void isReadBackAsTheSameAddress() throws Exception {
        Random random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int group = 0; group < 8; group++) {
                if (random.nextBoolean()) {
                    bytes[2 * group] = 0;
                    bytes[2 * group + 1] = (byte) (random.nextInt(3) == 0 ? 7 : 0);
                }
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = IpAddress.format(address);
            assertThat(IpAddress.parse(text)).as(text).isEqualTo(address);
        }
    }
}
