package io.opsmon.operationlog.internal.change;

import io.opsmon.operationlog.Change;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Formats changes as a sentence in the language of the reader. Thread-safe.
 *
 * <p>The sentences are the messages {@code opsmon.change.*} of the bundle {@code io/opsmon/operationlog/messages}
 * (English, Chinese). The host's {@code MessageSource} can override them, and resolves labels that are codes.
 *
 * @since 0.1
 */
public final class ChangeText {

    private final MessageSource messages;
    private final @Nullable MessageSource host;

    /**
     * Creates the formatter.
     *
     * @param host the host's messages; null if it has none
     */
    public ChangeText(@Nullable MessageSource host) {
        ResourceBundleMessageSource own = new ResourceBundleMessageSource();
        own.setBasename("io.opsmon.operationlog.messages");
        own.setDefaultEncoding("UTF-8");
        own.setFallbackToSystemLocale(false);
        own.setBundleClassLoader(ChangeText.class.getClassLoader());
        this.messages = own;
        this.host = host;
    }

    /**
     * Formats the changes.
     *
     * @param changes the changes
     * @param language the language of the reader
     * @return one sentence, also for an empty list
     */
    public String of(List<Change> changes, Locale language) {
        if (changes.isEmpty()) {
            return message("none", language);
        }
        StringJoiner text = new StringJoiner(message("separator", language));
        for (Change change : changes) {
            text.add(message(
                    switch (change.type()) {
                        case ADDED -> "added";
                        case REMOVED -> "removed";
                        case CHANGED -> "changed";
                    },
                    language,
                    label(change, language),
                    shown(change.oldValue()),
                    shown(change.newValue())));
        }
        return text.toString();
    }

    /**
     * Returns the display name of the changed property.
     *
     * @param change the change
     * @param language the language of the reader
     * @return the label with resolved codes; the path if there is no label
     */
    public String label(Change change, Locale language) {
        if (change.label() == null || host == null) {
            return change.name();
        }
        StringJoiner label = new StringJoiner(Change.SEPARATOR);
        for (String part : change.label().split(Change.SEPARATOR, -1)) {
            int bracket = part.indexOf('[');
            String code = bracket < 0 ? part : part.substring(0, bracket);
            @Nullable String translated = code.isEmpty() ? code : host.getMessage(code, null, code, language);
            label.add((translated == null ? code : translated) + (bracket < 0 ? "" : part.substring(bracket)));
        }
        return label.toString();
    }

    private static String shown(@Nullable String value) {
        return value == null ? "" : value;
    }

    private String message(String name, Locale language, Object... arguments) {
        String code = "opsmon.change." + name;
        @Nullable String ofHost = host == null ? null : host.getMessage(code, arguments, null, language);
        return ofHost != null ? ofHost : messages.getMessage(code, arguments, language);
    }
}
