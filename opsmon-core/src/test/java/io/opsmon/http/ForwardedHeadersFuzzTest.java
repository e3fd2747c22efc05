package io.opsmon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import io.opsmon.internal.http.AddressRange;
import io.opsmon.internal.http.ClientAddressHeader;
import io.opsmon.internal.http.ClientAddressPrecision;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.internal.http.IpAddress;
import io.opsmon.internal.http.TraceParent;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * For any header, the result is an address in standard notation and never a name. Without a trusted proxy, it is the
 * address of the connection. The lines of an input are the address of the connection and the values of one header.
 */
class ForwardedHeadersFuzzTest extends FuzzContract {

    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:)[0-9a-f:]{2,39}");
    private static final List<String> TRUSTED = List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7");

    @Override
    protected void read(byte[] input) {
        List<String> lines =
                new ArrayList<>(Arrays.asList(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)));
        String remote = lines.remove(0);
        @Nullable InetAddress address = IpAddress.parse(remote);
        for (ClientAddressHeader header : ClientAddressHeader.values()) {
            ClientAddressResolver trusting = new ClientAddressResolver(TRUSTED, header);
            assertThat(trusting.resolve("203.0.113.9", name -> lines)).isEqualTo("203.0.113.9");
            @Nullable String behindProxy = trusting.resolve("10.0.0.1", name -> lines);
            assertThat(behindProxy).matches(LITERAL);
            @Nullable String found = trusting.resolve(remote, name -> lines);
            if (address == null) {
                assertThat(found).isEqualTo(remote);
            } else {
                assertThat(found).matches(LITERAL);
            }
            // The address appended by the trusted proxy is the client, for any earlier values.
            List<String> withAddress = new ArrayList<>(lines);
            withAddress.add(header == ClientAddressHeader.FORWARDED ? "for=198.51.100.1" : "198.51.100.1");
            assertThat(trusting.resolve("10.0.0.1", name -> withAddress)).isEqualTo("198.51.100.1");
            assertThat(new ClientAddressResolver(TRUSTED, header, ClientAddressPrecision.NETWORK)
                            .resolve("10.0.0.1", name -> lines))
                    .matches(LITERAL)
                    .matches(text -> text.endsWith(".0") || text.endsWith("::"));
        }
        for (String line : lines) {
            range(line);
            @Nullable TraceParent trace = TraceParent.parse(line);
            assertThat(trace == null || trace.traceId().length() == 32).isTrue();
        }
    }

    private static void range(String text) {
        @Nullable InetAddress address = IpAddress.parse(text);
        try {
            AddressRange range = AddressRange.parse(text);
            if (address != null && text.indexOf('/') < 0) {
                assertThat(range.contains(address)).isTrue();
            }
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining(text);
        }
        if (address != null) {
            assertThat(IpAddress.parse(IpAddress.format(address))).isEqualTo(address);
        }
    }

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "10.0.0.1\n203.0.113.5, 10.0.0.2",
                        "10.0.0.1\nfor=203.0.113.5;proto=https, for=\"[2001:db8::1]:4711\"",
                        "fd00::1%eth0\nunknown, _hidden, 10.1.2.3:80",
                        "::ffff:10.0.0.1\n::ffff:203.0.113.5\n[::1]:80",
                        "\n00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "192.0.2.7\n10.0.0.0/8\nfd00::/129\n1.2.3.4/-1",
                        "192.0.2.7\nlocalhost\n0x7f.1\n127.1\n::1::\n1:2:3:4:5:6:7:8:9")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
