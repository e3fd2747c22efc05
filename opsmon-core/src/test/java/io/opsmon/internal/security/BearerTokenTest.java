package io.opsmon.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;

class BearerTokenTest {

    private static final String HEADER = encoded("{\"alg\":\"ES256\"}");

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String jwt(String payload, String signature) {
        return HEADER + "." + encoded(payload) + "." + signature;
    }

    private static String identity(String value) {
        return BearerToken.ofValue(value).identity();
    }

    @Test
    void takesTwoWritingsOfASignatureForOneToken() {
        String token = jwt("{\"sub\":\"alice\"}", "AAAA");

        assertThat(identity(jwt("{\"sub\":\"alice\"}", "AAAB"))).isEqualTo(identity(token));
        assertThat(identity(token + "==")).isEqualTo(identity(token));
        assertThat(identity("  " + token + " ")).isEqualTo(identity(token));
        assertThat(identity(jwt("{\"sub\":\"bob\"}", "AAAA"))).isNotEqualTo(identity(token));
    }

    @Test
    void scopesAnIdByItsIssuer() {
        String first = jwt("{\"iss\":\"https://a\",\"jti\":\"1\"}", "AAAA");
        String again = jwt("{\"jti\":\"1\",\"iss\":\"https://a\",\"scope\":\"x\"}", "AAAA");

        assertThat(identity(again)).isEqualTo(identity(first));
        assertThat(identity(jwt("{\"iss\":\"https://b\",\"jti\":\"1\"}", "AAAA")))
                .isNotEqualTo(identity(first));
        assertThat(identity(jwt("{\"jti\":\"1\",\"sub\":\"a\"}", "AAAA")))
                .isNotEqualTo(identity(jwt("{\"jti\":\"1\",\"sub\":\"b\"}", "AAAA")));
    }

    @Test
    void keepsOpaqueTokensWithDotsApart() {
        assertThat(identity("key.user.one")).isNotEqualTo(identity("key.user.two"));
        assertThat(identity("b3BhcXVl==")).isEqualTo(identity("b3BhcXVl"));
    }

    @Test
    void readsTheExpiryOfAJwt() {
        assertThat(BearerToken.ofValue(jwt("{\"exp\":2000000000}", "AAAA")).expiresAt())
                .isEqualTo(Instant.ofEpochSecond(2_000_000_000));
        assertThat(BearerToken.ofValue(jwt("{\"exp\":1e400}", "AAAA")).expiresAt())
                .isNull();
        assertThat(BearerToken.ofValue(jwt("[]", "AAAA")).expiresAt()).isNull();
    }

    @Test
    void takesOneCredentialHoweverItsSchemeIsWritten() {
        assertThat(Map.of(
                                "Bearer abc", "abc",
                                "bearer  abc ", "abc",
                                "BEARER\tabc", "abc",
                                "Token abc", "abc",
                                "abc", "abc")
                        .entrySet())
                .allSatisfy(pair -> assertThat(AuthorizationHeader.credential(pair.getKey()))
                        .isEqualTo(pair.getValue()));
        assertThat(AuthorizationHeader.credential("Basic abc")).isNull();
        assertThat(AuthorizationHeader.credential("negotiate abc")).isNull();
        assertThat(AuthorizationHeader.credential("  ")).isNull();
    }

    @Test
    void knowsATokenByItsTypeAndNotByTheNameOfAClass() {
        OAuth2AccessToken token = new OAuth2AccessToken(TokenType.BEARER, "opaque", null, null);

        assertThat(BearerToken.isBearer(new UsernamePasswordAuthenticationToken("alice", token)))
                .isTrue();
        assertThat(BearerToken.isBearer(new JwtAuthenticationToken())).isFalse();
    }

    /** A class of a host with the same simple name as a class of Spring Security. */
    private static final class JwtAuthenticationToken extends UsernamePasswordAuthenticationToken {
        private static final long serialVersionUID = 1;

        JwtAuthenticationToken() {
            super("alice", "password");
        }
    }
}
