package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.loginlog.LoginMailAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/** Tests the mail to a user who signs in from a new device. */
@SpringBootTest(
        classes = SecureHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=shop",
            "spring.datasource.generate-unique-name=true",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.login-log.new-device-mail.enabled=true",
            "opsmon.login-log.new-device-mail.subject=Was it you?",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(NewDeviceMailTest.OfTheHost.class)
class NewDeviceMailTest {

    private static final List<SimpleMailMessage> MAILS = new CopyOnWriteArrayList<>();

    @TestConfiguration(proxyBeanMethods = false)
    static class OfTheHost {

        /** Keeps the mails instead of sending them. */
        @Bean
        MailSender mailSender() {
            return new MailSender() {
                @Override
                public void send(SimpleMailMessage... messages) {
                    MAILS.addAll(List.of(messages));
                }
            };
        }

        @Bean
        LoginMailAddress addresses() {
            return username -> username + "@example.com";
        }
    }

    @LocalServerPort
    private int port;

    @Test
    void isSentForAnotherDeviceOnly() throws Exception {
        new TestBrowser(port).signIn("alice", "alice");
        new TestBrowser(port).signIn("alice", "alice");
        new TestBrowser(port)
                .with(
                        "User-Agent",
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36")
                .signIn("alice", "alice");

        await().untilAsserted(() -> assertThat(MAILS).isNotEmpty());
        assertThat(MAILS).hasSize(1);
        assertThat(MAILS.get(0).getTo()).containsExactly("alice@example.com");
        assertThat(MAILS.get(0).getSubject()).isEqualTo("Was it you?");
        assertThat(MAILS.get(0).getText()).contains("your account at shop", "Chrome, Windows");
    }
}
