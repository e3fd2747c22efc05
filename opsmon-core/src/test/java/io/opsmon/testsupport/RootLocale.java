package io.opsmon.testsupport;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Starts embedded servers of others that write their settings in the digits of the JVM's locale, and do not read them
 * again.
 */
public final class RootLocale {

    private RootLocale() {}

    /**
     * Runs something while the JVM's locale is {@link Locale#ROOT}, and puts the former locale back. For one thread of
     * a test at a time.
     *
     * @param action starts the server
     * @return the result of the action
     * @throws Exception as the action does
     */
    public static <T> T call(Callable<T> action) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.ROOT);
        try {
            return action.call();
        } finally {
            Locale.setDefault(before);
        }
    }
}
