package io.opsmon.hosts.jhipster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signs users in and answers with a JWT, which has neither an issuer nor an identifier. */
@RestController
@RequestMapping("/api")
class AuthenticateController {

    private static final Duration VALIDITY = Duration.ofHours(24);

    private final AuthenticationManager manager;
    private final JwtEncoder encoder;

    AuthenticateController(AuthenticationManager manager, JwtEncoder encoder) {
        this.manager = manager;
        this.encoder = encoder;
    }

    @PostMapping("/authenticate")
    Map<String, String> authenticate(@RequestBody Map<String, String> login) {
        Authentication user = manager.authenticate(
                new UsernamePasswordAuthenticationToken(login.get("username"), login.get("password")));
        Instant now = Instant.now();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuedAt(now)
                .expiresAt(now.plus(VALIDITY))
                .subject(user.getName())
                .claim(
                        "auth",
                        user.getAuthorities().stream()
                                .map(GrantedAuthority::getAuthority)
                                .collect(Collectors.joining(" ")))
                .build();
        JwsHeader header = JwsHeader.with(MacAlgorithm.HS512).build();
        return Map.of(
                "id_token",
                encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue());
    }
}
