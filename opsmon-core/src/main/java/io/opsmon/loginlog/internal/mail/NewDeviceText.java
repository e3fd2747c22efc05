package io.opsmon.loginlog.internal.mail;

import io.opsmon.client.Location;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogEntry;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * The text of a mail about a new device. Names and user agents come from clients: each is one line of limited length
 * without control characters. Immutable.
 *
 * @since 0.1
 */
public final class NewDeviceText {

    private static final int MAX_VALUE = 200;

    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    private final Locale language;
    private final String application;
    private final @Nullable String subject;
    private final @Nullable String link;
    private final DateTimeFormatter times;

    /**
     * Creates the text.
     *
     * @param language the language; English if there is no text in it
     * @param zone the zone of the time
     * @param application the name of the application
     * @param subject the subject; null for the default
     * @param link the address of the page with the user's sessions; null for none
     */
    public NewDeviceText(
            Locale language, ZoneId zone, String application, @Nullable String subject, @Nullable String link) {
        messages.setBasename("io.opsmon.loginlog.mail");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        messages.setBundleClassLoader(NewDeviceText.class.getClassLoader());
        this.language = language;
        this.application = line(application);
        this.subject = subject;
        this.link = link;
        this.times = new DateTimeFormatterBuilder()
                .appendLocalized(FormatStyle.MEDIUM, FormatStyle.LONG)
                .toFormatter(language)
                .withZone(zone);
    }

    String subject() {
        return line(subject == null ? message("subject", application) : subject);
    }

    String body(LoginLogEntry entry, String username) {
        @Nullable LoginClient client = entry.client();
        return Stream.of(
                        message("greeting", line(username)),
                        "",
                        message("begin", application),
                        "",
                        message("time", times.format(entry.occurredAt())),
                        client == null ? null : fact("device", device(client)),
                        client == null ? null : fact("location", location(client.location())),
                        client == null ? null : fact("address", client.ip()),
                        "",
                        message("advice"),
                        link)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("\n"));
    }

    private @Nullable String fact(String key, @Nullable String value) {
        return value == null || value.isBlank() ? null : message(key, line(value));
    }

    private static String device(LoginClient client) {
        return joined(client.device().browser(), client.device().system());
    }

    private static @Nullable String location(@Nullable Location location) {
        return location == null ? null : joined(location.city(), location.region(), location.country());
    }

    private static String joined(@Nullable String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    private static String line(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return plain.length() <= MAX_VALUE ? plain : plain.substring(0, MAX_VALUE) + "…";
    }

    private String message(String key, Object... values) {
        return messages.getMessage("opsmon.mail." + key, values, language);
    }
}
