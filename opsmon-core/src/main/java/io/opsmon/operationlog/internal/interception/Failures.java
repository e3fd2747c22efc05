package io.opsmon.operationlog.internal.interception;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes exceptions for entries, with masked messages, and stack traces trimmed to the frames outside of frameworks.
 *
 * @since 0.1
 */
public final class Failures {

    private static final int MAX_FRAMES = 25;
    private static final int MAX_CAUSES = 6;

    private Failures() {}

    /**
     * Describes an exception.
     *
     * @param thrown the exception
     * @param masking masks secrets in the messages
     * @return the recorded failure
     */
    public static Failure describe(Throwable thrown, Masking masking) {
        return new Failure(thrown.getClass().getName(), masking.maskText(message(thrown)), stackTrace(thrown, masking));
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException failure) {
            return "(its message cannot be read: " + failure.getClass().getSimpleName() + ")";
        }
    }

    private static String stackTrace(Throwable thrown, Masking masking) {
        StringBuilder text = new StringBuilder(1_024);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        @Nullable Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES && seen.add(cause); i++) {
            text.append(i == 0 ? "" : "Caused by: ").append(cause.getClass().getName());
            @Nullable String message = masking.maskText(message(cause));
            if (message != null) {
                text.append(": ").append(message.length() <= 500 ? message : message.substring(0, 500) + "…");
            }
            text.append('\n');
            appendFrames(text, cause.getStackTrace());
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static void appendFrames(StringBuilder text, StackTraceElement[] frames) {
        int written = 0;
        int skipped = 0;
        for (StackTraceElement frame : frames) {
            // The first frame is the origin of the exception and is always kept.
            if (written > 0 && isPlumbing(frame.getClassName())) {
                skipped++;
            } else if (written == MAX_FRAMES) {
                skipped += frames.length;
                break;
            } else {
                text.append("\tat ").append(frame).append('\n');
                written++;
            }
        }
        if (skipped > 0) {
            text.append("\t… framework frames omitted\n");
        }
    }

    private static boolean isPlumbing(String className) {
        return className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.")
                || className.startsWith("org.springframework.")
                || className.startsWith("jakarta.servlet.")
                || className.startsWith("org.apache.catalina.")
                || className.startsWith("org.apache.tomcat.")
                || className.startsWith("org.apache.coyote.")
                || className.startsWith("io.opsmon.operationlog.internal.interception.")
                || className.startsWith("io.opsmon.boot.")
                || className.contains("$$SpringCGLIB$$");
    }
}
