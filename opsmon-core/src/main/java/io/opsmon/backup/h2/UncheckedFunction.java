package io.opsmon.backup.h2;

import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The function in the place of the host's functions in a scratch database, where no code of the host is. Of use to H2
 * only, which calls public classes. Stateless.
 *
 * @since 0.1
 */
public final class UncheckedFunction {

    private UncheckedFunction() {}

    /**
     * Computes nothing.
     *
     * @param arguments any arguments
     * @return null: no check constraint fails with an unknown value
     */
    public static @Nullable String unknown(Value... arguments) {
        return null;
    }
}
