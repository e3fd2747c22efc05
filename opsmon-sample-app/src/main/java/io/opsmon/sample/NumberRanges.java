package io.opsmon.sample;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Assigns customer and order numbers. Requires a transaction. */
@Component
public class NumberRanges {

    private final JdbcClient jdbc;

    NumberRanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the next number of a range. */
    public int next(String range) {
        jdbc.sql("UPDATE number_range SET last_number = last_number + 1 WHERE name = ?")
                .param(range)
                .update();
        return jdbc.sql("SELECT last_number FROM number_range WHERE name = ?")
                .param(range)
                .query(Integer.class)
                .single();
    }
}
