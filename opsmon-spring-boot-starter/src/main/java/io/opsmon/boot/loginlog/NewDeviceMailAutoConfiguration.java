package io.opsmon.boot.loginlog;

import io.opsmon.boot.http.Instance;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMailAddress;
import io.opsmon.loginlog.RiskyLogin;
import io.opsmon.loginlog.internal.mail.NewDeviceMails;
import io.opsmon.loginlog.internal.mail.NewDeviceText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.MailSender;

/** Auto-configuration of mails to users about sign-ins from a new device. */
@AutoConfiguration(
        after = LoginLogAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration",
            "org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration"
        })
@ConditionalOnClass(MailSender.class)
@ConditionalOnProperty("opsmon.login-log.new-device-mail.enabled")
@ConditionalOnBean(LoginLogRecorder.class)
@EnableConfigurationProperties(NewDeviceMailProperties.class)
public final class NewDeviceMailAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(NewDeviceMailAutoConfiguration.class);

    NewDeviceMailAutoConfiguration() {}

    @Bean
    NewDeviceMailListener opsmonNewDeviceMails(
            Instance instance,
            NewDeviceMailProperties properties,
            ObjectProvider<MailSender> senders,
            ObjectProvider<LoginMailAddress> addresses) {
        @Nullable MailSender sender = senders.getIfUnique();
        @Nullable LoginMailAddress known = addresses.getIfUnique();
        if (sender == null || known == null) {
            log.warn(
                    "opsmon.login-log.new-device-mail.enabled needs one bean of type {}. No mails are sent.",
                    sender == null ? "MailSender (spring.mail.host)" : "LoginMailAddress");
            return new NewDeviceMailListener(null);
        }
        NewDeviceText text = new NewDeviceText(
                properties.language(),
                properties.zone(),
                instance.application(),
                properties.subject(),
                properties.link());
        return new NewDeviceMailListener(new NewDeviceMails(sender, known, text, properties.from()));
    }

    /** Passes risky logins to the mails; the beans of the host may be missing. */
    record NewDeviceMailListener(@Nullable NewDeviceMails mails)
            implements ApplicationListener<PayloadApplicationEvent<RiskyLogin>>, AutoCloseable {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<RiskyLogin> event) {
            if (mails != null) {
                mails.on(event.getPayload().entry());
            }
        }

        @Override
        public void close() {
            if (mails != null) {
                mails.close();
            }
        }
    }
}
