package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.opsmon.http.SessionReference;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tests sign-ins with an OpenID provider that runs in another application. */
@SpringBootTest(
        classes = OidcLoginTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:oidc;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.session-reference-key=a key for the tests",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class OidcLoginTest {

    private static final String CLIENT = "back-office";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]*)\"");
    private static final String SECRET = "between the two";

    private static final ConfigurableApplicationContext PROVIDER = new SpringApplicationBuilder(Provider.class)
            .web(WebApplicationType.SERVLET)
            .run(
                    "--server.port=0",
                    "--spring.datasource.url=jdbc:h2:mem:provider;DB_CLOSE_DELAY=-1",
                    "--spring.liquibase.enabled=false",
                    "--spring.flyway.enabled=false",
                    "--opsmon.redis.enabled=false",
                    "--opsmon.login-log.enabled=false",
                    "--opsmon.online-users.enabled=false",
                    "--opsmon.operation-log.enabled=false");

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();

    @LocalServerPort
    private int port;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private OnlineUserRegistry online;

    @Autowired
    private SessionReference references;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        // The host has another address than the provider, because cookies are bound to names and not to ports.
        properties.add(
                "provider",
                () -> "http://localhost:" + PROVIDER.getEnvironment().getProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        ClientRegistrationRepository clients(@Value("${provider}") String provider) {
            return new InMemoryClientRegistrationRepository(ClientRegistrations.fromOidcIssuerLocation(provider)
                    .registrationId("provider")
                    .clientId(CLIENT)
                    .clientSecret(SECRET)
                    .scope(OidcScopes.OPENID)
                    .build());
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2Login(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        Page page() {
            return new Page();
        }
    }

    @RestController
    static class Page {

        @GetMapping("/page")
        public String page(Principal principal) {
            return "page of " + principal.getName();
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Provider {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return TestUsers.of(User.withUsername("olga")
                    .password("{noop}olga")
                    .roles("USER")
                    .build());
        }

        @Bean
        RegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(RegisteredClient.withId("1")
                    .clientId(CLIENT)
                    .clientSecret("{noop}" + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    // A loopback address may have any port (RFC 8252, 7.3).
                    .redirectUri("http://127.0.0.1/login/oauth2/code/provider")
                    .scope(OidcScopes.OPENID)
                    .build());
        }

        @Bean
        JWKSource<SecurityContext> keys() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2048).keyID("1").generate();
            return new ImmutableJWKSet<>(new JWKSet(key));
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> keys) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String host(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** Returns the last answer of the host. */
    private HttpResponse<String> signIn() throws IOException, InterruptedException {
        HttpResponse<String> form = get(host("/page"));
        assertThat(form.uri().getPath()).isEqualTo("/login");
        Matcher csrf = CSRF.matcher(form.body());
        assertThat(csrf.find()).isTrue();
        return browser.send(
                HttpRequest.newBuilder(form.uri())
                        .header("Accept", "text/html")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("username=olga&password=olga&_csrf=" + csrf.group(1)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private LoginLogEntry only(LoginLogFilter.Builder filters) {
        await().untilAsserted(
                        () -> assertThat(logins.find(filters.build()).items()).hasSize(1));
        return logins.find(filters.build()).items().get(0);
    }

    @Test
    void logsAndKicksWhoSignedInAtTheProvider() throws Exception {
        assertThat(signIn().body()).isEqualTo("page of olga");

        String session = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("JSESSIONID")
                        && cookie.getDomain().startsWith("127"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
        LoginLogEntry entry =
                only(LoginLogFilter.builder().event(LoginEvent.LOGIN).outcome(Outcome.SUCCESS));
        assertThat(entry.username()).isEqualTo("olga");
        assertThat(entry.method()).isEqualTo(LoginMethod.OAUTH2);
        assertThat(entry.sessionReference()).isEqualTo(references.of(session));
        await().untilAsserted(
                        () -> assertThat(online.get(references.of(session)).map(OnlineSession::username))
                                .contains("olga"));

        online.kick(references.of(session), "boss", null);

        // The provider still has a session and signs the user in again, in a new session of the host.
        assertThat(get(host("/page")).body()).isEqualTo("page of olga");
        await().untilAsserted(() -> assertThat(logins.find(LoginLogFilter.builder()
                                .event(LoginEvent.LOGIN)
                                .outcome(Outcome.SUCCESS)
                                .build())
                        .items())
                .hasSize(2));
    }

    @Test
    void logsWhatTheProviderRefuses() throws Exception {
        HttpResponse<String> form = get(host("/page"));
        HttpClient impatient = HttpClient.newBuilder().cookieHandler(cookies).build();
        HttpResponse<String> start = impatient.send(
                HttpRequest.newBuilder(URI.create(host("/oauth2/authorization/provider")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String state = start.headers().firstValue("Location").orElseThrow().replaceAll(".*[?&]state=([^&]*).*", "$1");
        assertThat(form.statusCode()).isEqualTo(200);

        impatient.send(
                HttpRequest.newBuilder(URI.create(host("/login/oauth2/code/provider?code=invented&state=" + state)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        LoginLogEntry entry = only(LoginLogFilter.builder().outcome(Outcome.FAILURE));
        assertThat(entry.reason()).isEqualTo(FailureReason.IDENTITY_PROVIDER);
        assertThat(entry.method()).isEqualTo(LoginMethod.OAUTH2);
        assertThat(entry.message()).contains("invalid_grant");
    }
}
