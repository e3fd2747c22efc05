package io.opsmon.operationlog.change;

import io.opsmon.operationlog.Change;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Changes as a sentence in a reader's language. Thread-safe.
 *
 * <p>The sentences are the messages {@code opsmon.change.*} of the bundle {@code io/opsmon/operationlog/messages}
 * (English, Chinese); the host's {@code MessageSource} may have its own, and has the labels that are codes.
 *
 * @since 0.1
 */
public final class ChangeText {

    private final MessageSource messages;
    private final @Nullable MessageSource host;

    /**
     * Makes the text's source.
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
     * Says the changes.
     *
     * @param changes what changed
     * @param language the reader's
     * @return one sentence, also for no change
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
     * The name of what changed.
     *
     * @param change a change
     * @param language the reader's
     * @return its label with codes resolved, else its path
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
