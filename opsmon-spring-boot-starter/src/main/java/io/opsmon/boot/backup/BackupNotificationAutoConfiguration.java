package io.opsmon.boot.backup;

import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.Backups;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.notification.BackupNotifications;
import io.opsmon.backup.internal.notification.MailNotifier;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.boot.http.Instance;
import io.opsmon.masking.Masking;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.mail.MailSender;

/**
 * Auto-configuration of notifications about backups: by webhooks, by mail if the host has a mail sender, and by
 * notifiers of the host.
 */
@AutoConfiguration(
        after = BackupAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration",
            "org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration"
        })
@ConditionalOnBean(Backups.class)
public final class BackupNotificationAutoConfiguration {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    BackupNotificationAutoConfiguration() {}

    /** Sends notifications by mail. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MailSender.class)
    static class MailConfiguration {

        @Bean
        @ConditionalOnBean(MailSender.class)
        @Conditional(OnRecipients.class)
        BackupNotifier opsmonBackupMail(MailSender sender, BackupProperties properties) {
            BackupProperties.Mail mail = properties.notifications().mail();
            return new MailNotifier(sender, mail.from(), mail.to());
        }
    }

    /** Matches if at least one recipient is set, in any notation of the list. */
    private static final class OnRecipients implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("opsmon.backup.notifications.mail.to", Bindable.listOf(String.class))
                    .map(to -> !to.isEmpty())
                    .orElse(false);
        }
    }

    @Bean(destroyMethod = "close")
    BackupNotifications opsmonBackupNotifications(
            Instance instance,
            DefaultBackups backups,
            BackupProperties properties,
            ObjectProvider<BackupNotifier> notifiers,
            ObjectProvider<Clock> clock,
            Masking masking) {
        List<BackupNotifier> all = new ArrayList<>(notifiers.orderedStream().toList());
        properties
                .notifications()
                .webhooks()
                .forEach(hook -> all.add(hook.toNotifier(clock.getIfUnique(Clock::systemUTC))));
        return new BackupNotifications(
                instance.application(), properties.notifications().when(), all, backups.catalogue(), PAUSE, masking);
    }

    @Bean
    ApplicationListener<PayloadApplicationEvent<BackupEvent>> opsmonBackupNotices(BackupNotifications notifications) {
        return new Notices(notifications);
    }

    private record Notices(BackupNotifications notifications)
            implements ApplicationListener<PayloadApplicationEvent<BackupEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<BackupEvent> event) {
            notifications.on(event.getPayload());
        }
    }
}
