package io.opsmon.loginlog.internal.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginRisk;
import io.opsmon.loginlog.TestLogins;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailSendException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

class NewDeviceMailsTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final List<SimpleMailMessage> sent = new CopyOnWriteArrayList<>();

    private final MailSender sender = new MailSender() {
        @Override
        public void send(SimpleMailMessage... messages) {
            if (Objects.requireNonNull(messages[0].getTo())[0].startsWith("broken")) {
                throw new MailSendException("The server refuses the recipient");
            }
            sent.addAll(List.of(messages));
        }
    };

    private static LoginLogEntry login(String username, String browser, Set<LoginRisk> risks) {
        LoginClient client = new LoginClient(
                "203.0.113.9",
                "agent",
                ClientHints.NONE,
                new Device(browser, "1", "Linux", null, DeviceClass.DESKTOP, null),
                TestLogins.LINKOPING);
        return TestLogins.entry(TestLogins.NOON, LoginEvent.LOGIN, Outcome.SUCCESS, null, username, client)
                .described(client, risks);
    }

    /** Sends mails about logins and waits until they are sent. */
    private void send(Locale language, LoginLogEntry... logins) {
        NewDeviceText text = new NewDeviceText(language, SHANGHAI, "Tea shop", null, "https://shop.example/account");
        try (NewDeviceMails mails = new NewDeviceMails(
                sender,
                username -> username.equals("nameless") ? null : username + "@example.com",
                text,
                "shop@example.com")) {
            for (LoginLogEntry login : logins) {
                mails.on(login);
            }
        }
    }

    @Test
    void tellsTheUserAboutTimeDeviceAndPlace() {
        send(Locale.ENGLISH, login("ada", "Firefox", Set.of(LoginRisk.NEW_DEVICE)));

        assertThat(sent).hasSize(1);
        SimpleMailMessage mail = sent.get(0);
        assertThat(mail.getTo()).containsExactly("ada@example.com");
        assertThat(mail.getFrom()).isEqualTo("shop@example.com");
        assertThat(mail.getSubject()).isEqualTo("New sign-in to Tea shop");
        assertThat(mail.getText())
                .contains(
                        "Hello ada,",
                        "Device: Firefox, Linux",
                        "Location: Linköping, Östergötland, SE",
                        "IP address: 203.0.113.9",
                        "https://shop.example/account")
                .containsPattern("Time: .*CST");
    }

    @Test
    void writesInTheLanguageOfTheSettings() {
        send(Locale.CHINESE, login("ada", "Firefox", Set.of(LoginRisk.NEW_LOCATION)));

        assertThat(sent.get(0).getSubject()).isEqualTo("Tea shop 新设备登录提醒");
        assertThat(sent.get(0).getText()).contains("ada，您好：", "设备：Firefox, Linux");
    }

    @Test
    void sendsNothingAboutOtherMarksAndUsersWithoutAddress() {
        send(
                Locale.ENGLISH,
                login("ada", "Firefox", EnumSet.of(LoginRisk.SUCCESS_AFTER_BURST)),
                login("nameless", "Firefox", EnumSet.of(LoginRisk.NEW_DEVICE)));

        assertThat(sent).isEmpty();
    }

    @Test
    void goesOnAfterAMailThatFails() {
        send(
                Locale.ENGLISH,
                login("broken", "Firefox", Set.of(LoginRisk.NEW_DEVICE)),
                login("ada", "Firefox", Set.of(LoginRisk.NEW_DEVICE)));

        assertThat(sent).hasSize(1);
    }

    @Test
    void keepsValuesOfClientsOnOneShortLine() {
        send(
                Locale.ENGLISH,
                login(
                        "ada\r\nBcc: all@example.com {0}",
                        "Fire\nfox\u202E" + "x".repeat(1_000), Set.of(LoginRisk.NEW_DEVICE)));

        List<String> lines =
                Objects.requireNonNull(sent.get(0).getText()).lines().toList();
        assertThat(lines).contains("Hello ada Bcc: all@example.com {0},").noneMatch(line -> line.startsWith("Bcc"));
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(250).doesNotContain("\u202E"));
    }
}
