package io.opsmon.backup.internal.notification;

import io.opsmon.backup.notification.BackupNotice;
import io.opsmon.backup.notification.BackupNotifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/**
 * Sends notifications as plain-text mail. Thread-safe.
 *
 * @since 0.1
 */
public final class MailNotifier implements BackupNotifier {

    private final MailSender sender;
    private final @Nullable String from;
    private final List<String> to;

    /**
     * Creates a notifier.
     *
     * @param sender the host's mail sender
     * @param from the sender address; null for the default of the mail server
     * @param to the recipient addresses
     */
    public MailNotifier(MailSender sender, @Nullable String from, List<String> to) {
        this.sender = sender;
        this.from = from;
        this.to = List.copyOf(to);
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public void send(BackupNotice notice) {
        SimpleMailMessage message = new SimpleMailMessage();
        if (from != null) {
            message.setFrom(from);
        }
        message.setTo(to.toArray(String[]::new));
        // A subject has only one line.
        message.setSubject(notice.title().replaceAll("\\s+", " "));
        message.setText(notice.text());
        sender.send(message);
    }
}
