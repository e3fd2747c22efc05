package io.opsmon.onlineuser.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberMeIdentityTest {

    private static String cookie(String plain) {
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private static String identity(String plain) {
        return RememberMeIdentity.of(cookie(plain));
    }

    @Test
    void takesEveryEncodingOfAHashBasedCookieForOne() {
        String identity = identity("alice:1900000000000:SHA256:abcdef");

        assertThat(List.of(
                        "%61lice:1900000000000:SHA256:abcdef",
                        "alice:1900000000000:SHA256:ABCDEF",
                        "alice:01900000000000:SHA256:%61bcdef",
                        "alice:+1900000000000:SHA256:abcdef".replace("+", "%2B"),
                        "alice:1900000000000:abcdef",
                        "ALICE:1900000000000:SHA256:abcdef"))
                .allSatisfy(other -> assertThat(identity(other)).isEqualTo(identity));
        assertThat(RememberMeIdentity.of(
                        cookie("alice:1900000000000:SHA256:abcdef").replaceAll("=+$", "")))
                .isEqualTo(identity);
        assertThat(identity("alice:1900000000001:SHA256:abcdef")).isNotEqualTo(identity);
        assertThat(identity("bob:1900000000000:SHA256:abcdef")).isNotEqualTo(identity);
    }

    @Test
    void keepsTheSeriesOfAPersistentCookieWhileItsTokenChanges() {
        String identity = identity("c2VyaWVz%3D:one");

        assertThat(identity("c2VyaWVz=:two")).isEqualTo(identity);
        assertThat(identity("%632VyaWVz%3d:three")).isEqualTo(identity);
        assertThat(identity("b3RoZXI%3D:one")).isNotEqualTo(identity);
    }

    @Test
    void takesACookieOfTheHostsOwnKindAsItIs() {
        assertThat(RememberMeIdentity.of("own%cookie")).isNotEqualTo(RememberMeIdentity.of("own%other"));
        assertThat(identity("alice:%zz:SHA256:abcdef")).isNotEqualTo(identity("bob:%zz:SHA256:abcdef"));
    }
}
