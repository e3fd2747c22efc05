package io.opsmon.boot.health;

import io.opsmon.masking.Masking;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the parts of opsmon that do not work, with the reason. A part that fails reports a problem here instead of
 * failing the host's start or its requests. Each problem is logged once as ERROR and is a detail of the health
 * component {@code opsmon} until it is resolved. Thread-safe.
 *
 * @since 0.1
 */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final Map<String, String> byPart = new ConcurrentHashMap<>();
    private final Map<String, Supplier<@Nullable String>> watched = new ConcurrentHashMap<>();

    private final boolean strict;
    private final Masking masking;

    /**
     * Creates a register without problems.
     *
     * @param strict true if a part that cannot be created as configured fails the start, instead of being reported
     * @param masking hides secrets in messages, which quote addresses of databases and others
     */
    public Problems(boolean strict, Masking masking) {
        this.strict = strict;
        this.masking = masking;
    }

    /**
     * Records a problem and logs it, unless the part has the same problem already.
     *
     * @param part the part, by its name in the documentation, for example {@code backups}
     * @param message the failure and the remedy
     * @param cause the cause, logged with its stack trace at DEBUG; null if there is none
     */
    public void report(String part, String message, @Nullable Throwable cause) {
        String shown = masking.masked(message);
        if (!shown.equals(byPart.put(part, shown))) {
            log.error("opsmon: {}: {} The application continues without it.", part, shown);
            log.debug("Cause of the problem of part \"{}\"", part, cause);
        }
    }

    /**
     * Removes the problem of a part that works again.
     *
     * @param part the part
     */
    public void resolve(String part) {
        byPart.remove(part);
    }

    /**
     * Adds a part that supplies its own problem. The problem is not logged here.
     *
     * @param part the part
     * @param problem called at each health check; returns null if the part works
     */
    public void watch(String part, Supplier<@Nullable String> problem) {
        watched.put(part, problem);
    }

    /**
     * Returns the current problems.
     *
     * @return messages by part, in the order of the parts' names
     */
    public Map<String, String> current() {
        Map<String, String> current = new TreeMap<>(byPart);
        watched.forEach((part, problem) -> {
            @Nullable String message = problem.get();
            if (message != null) {
                current.put(part, masking.masked(message));
            }
        });
        return current;
    }

    /**
     * Creates an object, or reports the failure and returns a substitute. With a strict configuration, the failure is
     * thrown.
     *
     * @param <T> the type of the object
     * @param part the part
     * @param creation creates the object; may throw a runtime exception or a linkage error
     * @param substitute creates the substitute from the failure
     * @return the object, otherwise the substitute
     */
    public <T> T orElse(String part, Supplier<T> creation, Function<Throwable, T> substitute) {
        try {
            return creation.get();
        } catch (RuntimeException | LinkageError failure) {
            if (strict) {
                throw failure;
            }
            report(part, sentence(failure), failure);
            return substitute.apply(failure);
        }
    }

    /**
     * Runs an action, or reports its failure.
     *
     * @param part the part
     * @param action may throw a runtime exception or a linkage error
     */
    public void guard(String part, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError failure) {
            report(part, sentence(failure), failure);
        }
    }

    private static String sentence(Throwable failure) {
        @Nullable String message = failure.getMessage();
        if (message == null || failure instanceof LinkageError) {
            message = failure.toString();
        }
        return message.endsWith(".") ? message : message + ".";
    }
}
