package io.opsmon.hosts.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.HostClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The manager of the chain is a bean, so that sign-ins are recorded and protected. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "opsmon.login-log.guard.failures=3")
class DirectoryHostTest {

    @LocalServerPort
    private int port;

    private HostClient client() {
        return new HostClient("http://localhost:" + port);
    }

    private static HttpResponse<String> signIn(HostClient client, String username, String password) {
        return client.send("POST", "/login", "username=" + username + "&password=" + password);
    }

    @Test
    void failuresAreRecordedAndLockTheSignIn() {
        HostClient admin = client();
        assertThat(signIn(admin, "admin", "secret").headers().firstValue("Location"))
                .hasValue("/");
        for (int i = 0; i < 3; i++) {
            signIn(client(), "jane", "wrong");
        }

        assertThat(signIn(client(), "jane", "secret").headers().firstValue("Location"))
                .hasValue("/login?error");

        assertThat(admin.login("jane", "LOGIN", "FAILURE")).isNotNull();
        assertThat(admin.items("/login-logs?event=LOGIN&outcome=FAILURE&username=jane")
                        .valueStream()
                        .map(item -> item.path("reason").asString())
                        .distinct())
                .contains("BAD_CREDENTIALS");
        assertThat(admin.session("admin").path("current").asBoolean()).isTrue();
    }
}
