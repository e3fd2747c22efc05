package io.opsmon.operationlog.internal.payload;

import java.io.Serial;
import java.math.BigDecimal;

/**
 * A number of a JSON text, with its digits as written. Immutable.
 *
 * @since 0.1
 */
public final class WrittenNumber extends Number {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String text;

    WrittenNumber(String text) {
        this.text = text;
    }

    @Override
    public int intValue() {
        return (int) longValue();
    }

    @Override
    public long longValue() {
        return new BigDecimal(text).longValue();
    }

    @Override
    public float floatValue() {
        return Float.parseFloat(text);
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrittenNumber number && number.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the number as written. */
    @Override
    public String toString() {
        return text;
    }
}
