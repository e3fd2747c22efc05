package io.opsmon.sample.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Issues tokens, so that API clients need not send a password with every request. */
@RestController
@RequestMapping("/api/token")
class TokenApi {

    private static final Duration VALIDITY = Duration.ofHours(8);

    private final JwtEncoder encoder;
    private final Clock clock;

    TokenApi(JwtEncoder encoder, Clock clock) {
        this.encoder = encoder;
        this.clock = clock;
    }

    @PostMapping
    Map<String, Object> issue(Authentication caller) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer("back-office")
                .subject(caller.getName())
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(VALIDITY))
                .build();
        String token = encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
        return Map.of("token", token, "expiresAt", now.plus(VALIDITY));
    }
}
