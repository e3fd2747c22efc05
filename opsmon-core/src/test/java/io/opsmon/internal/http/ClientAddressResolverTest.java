package io.opsmon.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressResolverTest {

    private static final List<String> PROXIES = List.of("10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1");

    private static @Nullable String resolve(ClientAddressHeader header, String remote, String... values) {
        return new ClientAddressResolver(PROXIES, header).resolve(remote, name -> List.of(values));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "203.0.113.9|198.51.100.1|203.0.113.9",
                "10.0.0.1|198.51.100.1|198.51.100.1",
                "10.0.0.1|6.6.6.6, 198.51.100.1|198.51.100.1",
                "10.0.0.1|6.6.6.6, 198.51.100.1, 10.2.3.4|198.51.100.1",
                "10.0.0.1|10.0.0.7, 10.0.0.8|10.0.0.7",
                "10.0.0.1|rubbish, 10.2.3.4|10.2.3.4",
                "10.0.0.1|198.51.100.1:4711|198.51.100.1",
                "10.0.0.1|[2001:db8::7]:4711|2001:db8::7",
                "2001:db8:1::5|2001:db8:2::9|2001:db8:2::9",
                "10.0.0.1|<script>|10.0.0.1",
                "10.0.0.1|example.com|10.0.0.1",
                "10.0.0.1|999.1.1.1|10.0.0.1",
                "10.0.0.1|::ffff:999.1.1.1|10.0.0.1",
                "10.0.0.1|010.1.1.1|10.0.0.1",
                "10.0.0.1|127.1|10.0.0.1",
                "10.0.0.1|0x7f.1.1.1|10.0.0.1",
                "10.0.0.1|２０３.0.113.9|10.0.0.1",
                "10.0.0.1|198.51.100.1,|198.51.100.1",
                "10.0.0.1|198.51.100.1, , 10.0.0.2|198.51.100.1",
                "10.0.0.1|, ,|10.0.0.1",
                "10.0.0.1|,,,198.51.100.1,,|198.51.100.1",
                "10.0.0.1|6.6.6.6, 198.51.100.1 ,\t, 10.2.3.4,|198.51.100.1",
                "10.0.0.1|unknown, , 10.2.3.4|10.2.3.4",
                "10.0.0.1||10.0.0.1"
            })
    void believesOnlyTrustedProxies(String remote, @Nullable String header, String expected) {
        assertThat(resolve(ClientAddressHeader.X_FORWARDED_FOR, remote, header == null ? "" : header))
                .isEqualTo(expected);
    }

    @Test
    void readsTheHeaderOfRfc7239() {
        assertThat(resolve(
                        ClientAddressHeader.FORWARDED,
                        "10.0.0.1",
                        "for=6.6.6.6;proto=https, For=\"[2001:db8:cafe::17]:4711\";by=10.0.0.9, for=10.0.0.2"))
                .isEqualTo("2001:db8:cafe::17");
        assertThat(resolve(ClientAddressHeader.FORWARDED, "10.0.0.1", "for=_hidden, for=10.0.0.2"))
                .isEqualTo("10.0.0.2");
        assertThat(resolve(ClientAddressHeader.FORWARDED, "10.0.0.1", "for=198.51.100.1, , for=10.0.0.2,"))
                .isEqualTo("198.51.100.1");
        assertThat(resolve(ClientAddressHeader.FORWARDED, "10.0.0.1", ";;for=198.51.100.1;, for=10.0.0.2;"))
                .isEqualTo("198.51.100.1");
        assertThat(resolve(ClientAddressHeader.FORWARDED, "10.0.0.1", "proto=https"))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void readsNoHeaderButTheOneTheProxiesWrite() {
        ClientAddressResolver resolver = new ClientAddressResolver(PROXIES, ClientAddressHeader.X_REAL_IP);

        assertThat(resolver.resolve(
                        "10.0.0.1", name -> name.equals("X-Real-IP") ? List.of("198.51.100.1") : List.of("6.6.6.6")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void joinsRepeatedHeaders() {
        assertThat(resolve(ClientAddressHeader.X_FORWARDED_FOR, "10.0.0.1", "6.6.6.6", "198.51.100.1"))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void ignoresEmptyHeaders() {
        assertThat(resolve(ClientAddressHeader.X_FORWARDED_FOR, "10.0.0.1", "198.51.100.1,", ""))
                .isEqualTo("198.51.100.1");
        assertThat(resolve(ClientAddressHeader.X_FORWARDED_FOR, "10.0.0.1", "", " ", "198.51.100.1"))
                .isEqualTo("198.51.100.1");
        assertThat(resolve(ClientAddressHeader.X_REAL_IP, "10.0.0.1", "198.51.100.1", ""))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void trustsNobodyUnlessTold() {
        ClientAddressResolver resolver = new ClientAddressResolver(List.of(), ClientAddressHeader.X_FORWARDED_FOR);

        assertThat(resolver.resolve("127.0.0.1", name -> List.of("6.6.6.6"))).isEqualTo("127.0.0.1");
        assertThat(resolver.resolve(null, name -> List.of())).isNull();
    }

    @Test
    void namesAMalformedRange() {
        assertThatThrownBy(() -> new ClientAddressResolver(List.of("10.0.0.0/33"), ClientAddressHeader.FORWARDED))
                .hasMessageContaining("10.0.0.0/33");
        assertThatThrownBy(() -> new ClientAddressResolver(List.of("localhost"), ClientAddressHeader.FORWARDED))
                .hasMessageContaining("localhost");
    }
}
