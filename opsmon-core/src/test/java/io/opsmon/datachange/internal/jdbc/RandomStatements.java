package io.opsmon.datachange.internal.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.IntStream;

/** Random statements on the table {@code item}. */
public final class RandomStatements {

    /** Number of possible keys. */
    public static final int ROWS = 40;

    /** Creates the table. */
    public static final String TABLE =
            "CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(60), price DECIMAL(30,10), note VARCHAR(60))";

    private RandomStatements() {}

    /** Runs one statement, which may change several rows. Returns the number of changed rows. */
    public static int run(Connection connection, Random random, String marker) throws SQLException {
        long id = random.nextInt(ROWS);
        return switch (random.nextInt(4)) {
            case 0 -> {
                // Not EXISTS: H2 keeps its result within a transaction although the transaction inserts the row.
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO item (id, name, price) SELECT ?, ?, ? FROM (SELECT 1 AS one) t"
                                + " WHERE (SELECT COUNT(*) FROM item WHERE id = ?) = 0")) {
                    insert.setLong(1, id);
                    insert.setString(2, marker);
                    insert.setBigDecimal(3, new BigDecimal("9007199254740993.1234567891"));
                    insert.setLong(4, id);
                    yield insert.executeUpdate();
                }
            }
            case 1 -> {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE item SET name = ?, note = ? WHERE id = ?")) {
                    for (int i = 0; i < 3; i++) {
                        update.setString(1, marker);
                        update.setString(2, i == 1 ? null : "\"quoted\\\n" + i + "\u00e9/\u4e2d");
                        update.setLong(3, id + i);
                        update.addBatch();
                    }
                    yield IntStream.of(update.executeBatch()).sum();
                }
            }
            case 2 -> {
                try (Statement delete = connection.createStatement()) {
                    yield delete.executeUpdate("DELETE FROM item WHERE id = " + id);
                }
            }
            default -> {
                try (Statement move = connection.createStatement()) {
                    yield move.executeUpdate(
                            "UPDATE item SET name = '" + marker + "', price = price + 1.5 WHERE id > " + id);
                }
            }
        };
    }
}
