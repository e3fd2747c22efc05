package io.opsmon.boot.operationlog.reactive;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/**
 * Logs a hint at the start if Reactor's context does not reach the threads of operators. Operations whose methods
 * return no reactive type are then recorded without operator and request.
 */
final class ContextPropagationHint implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(ContextPropagationHint.class);
    private static final String CONSEQUENCE =
            "Methods with @OperationLog that return neither Mono nor Flux are recorded"
                    + " without operator and request in this reactive application, because ";

    private final String propagation;

    /**
     * Creates a hint.
     *
     * @param propagation the value of {@code spring.reactor.context-propagation}
     */
    ContextPropagationHint(String propagation) {
        this.propagation = propagation;
    }

    @Override
    public void afterSingletonsInstantiated() {
        @Nullable String hint = hint(isLibraryPresent());
        if (hint != null) {
            log.info(hint);
        }
    }

    private static boolean isLibraryPresent() {
        return ClassUtils.isPresent(
                "io.micrometer.context.ContextRegistry", ContextPropagationHint.class.getClassLoader());
    }

    /** Returns the hint; null if contexts are propagated. */
    @Nullable
    String hint(boolean isLibraryPresent) {
        boolean isAutomatic = propagation.toLowerCase(Locale.ROOT).equals("auto");
        if (isLibraryPresent && isAutomatic) {
            return null;
        }
        String missing = isLibraryPresent ? "" : "\"io.micrometer:context-propagation\" is not on the class path";
        String setting = isAutomatic ? "" : "\"spring.reactor.context-propagation\" is not \"auto\"";
        String and = missing.isEmpty() || setting.isEmpty() ? "" : " and ";
        return CONSEQUENCE + missing + and + setting + ". "
                + (isLibraryPresent ? "Set" : "Add the library and set")
                + " spring.reactor.context-propagation=auto.";
    }
}
