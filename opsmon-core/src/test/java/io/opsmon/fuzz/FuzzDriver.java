package io.opsmon.fuzz;

import java.lang.reflect.Constructor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Jazzer's way into a {@link FuzzContract}, which the property {@code opsmon.fuzz.target} names. Jazzer calls it from
 * one thread.
 */
public final class FuzzDriver {

    private static @Nullable FuzzContract target;

    private FuzzDriver() {}

    /**
     * Makes the target and reads its seeds, so that the time of the first input is not spent on loading classes.
     *
     * @throws Exception if there is no such test, or a seed breaks a promise
     */
    public static void fuzzerInitialize() throws Exception {
        Constructor<?> constructor =
                Class.forName(System.getProperty("opsmon.fuzz.target")).getDeclaredConstructor();
        constructor.setAccessible(true);
        FuzzContract made = (FuzzContract) constructor.newInstance();
        for (byte[] input : made.inputs()) {
            made.read(input);
        }
        target = made;
    }

    /**
     * Reads an input.
     *
     * @param input any bytes
     * @throws Exception if the reader breaks a promise
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(target).read(input);
    }
}
