package io.opsmon.loginlog.internal.mail;

import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginMailAddress;
import io.opsmon.loginlog.LoginRisk;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/**
 * Sends a mail to a user who signed in from a new device or a new location. A separate thread sends the mails, so that
 * the writer of the login log never waits. At most {@value #WAITING} mails wait; further mails are dropped with a log
 * line. A mail that fails is not sent again. Thread-safe.
 *
 * @since 0.1
 */
public final class NewDeviceMails implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NewDeviceMails.class);
    private static final int WAITING = 1_000;
    private static final int STOP_SECONDS = 5;

    private final MailSender sender;
    private final LoginMailAddress addresses;
    private final NewDeviceText text;
    private final @Nullable String from;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                Thread made = new Thread(task, "opsmon-login-mails");
                made.setDaemon(true);
                return made;
            });

    /**
     * Creates the mails.
     *
     * @param sender the host's mail sender
     * @param addresses the addresses of users
     * @param text the text of a mail
     * @param from the sender address; null for the default of the mail sender
     */
    public NewDeviceMails(MailSender sender, LoginMailAddress addresses, NewDeviceText text, @Nullable String from) {
        this.sender = sender;
        this.addresses = addresses;
        this.text = text;
        this.from = from;
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Sends a mail if the entry is a sign-in from a new device or location. Returns immediately and throws nothing.
     *
     * @param entry a stored entry with risk marks
     */
    public void on(LoginLogEntry entry) {
        @Nullable String username = entry.username();
        boolean isNew =
                entry.risks().contains(LoginRisk.NEW_DEVICE) || entry.risks().contains(LoginRisk.NEW_LOCATION);
        if (!isNew || username == null) {
            return;
        }
        try {
            thread.execute(() -> send(entry, username));
        } catch (RejectedExecutionException full) {
            log.warn("A mail about a new device of the user \"{}\" is dropped, because the queue is full", username);
        }
    }

    private void send(LoginLogEntry entry, String username) {
        try {
            @Nullable String address = addresses.of(username);
            if (address == null || address.isBlank()) {
                return;
            }
            SimpleMailMessage message = new SimpleMailMessage();
            if (from != null) {
                message.setFrom(from);
            }
            message.setTo(address);
            message.setSubject(text.subject());
            message.setText(text.body(entry, username));
            sender.send(message);
        } catch (RuntimeException failure) {
            log.warn("A mail about a new device of the user \"{}\" could not be sent", username, failure);
        }
    }

    /** Waits up to five seconds for mails in progress. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
