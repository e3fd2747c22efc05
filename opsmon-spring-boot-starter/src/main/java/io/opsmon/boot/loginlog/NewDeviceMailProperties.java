package io.opsmon.boot.loginlog;

import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Mails to users about sign-ins from a new device.
 *
 * @param enabled Whether a user receives a mail after a sign-in from a new device or location. Requires a mail sender
 *     of the application, a bean of type LoginMailAddress, and risk marks.
 * @param from Sender address. The default of the mail sender by default.
 * @param subject Subject. "New sign-in to" and the name of the application by default.
 * @param language Language of the mail: "en" or "zh".
 * @param zone Time zone of the time in the mail.
 * @param link Address of the page where users see their sessions, at the end of the mail. None by default.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.login-log.new-device-mail")
public record NewDeviceMailProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable String from,
        @Nullable String subject,
        @DefaultValue("en") Locale language,
        @DefaultValue("UTC") ZoneId zone,
        @Nullable String link) {}
