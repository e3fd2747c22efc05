package io.opsmon.datachange.internal.mysql;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowStatement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of MariaDB and MySQL. The session has the time zone UTC meanwhile, because a text of the type {@code TIMESTAMP}
 * has the time zone of its session.
 *
 * @since 0.1
 */
public final class MySqlRows implements RowDialect {

    private static final Set<String> EXACT_NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year");

    private static final int HEX_START = 2;

    /** Creates the dialect. */
    public MySqlRows() {}

    @Override
    public SqlStep begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String mode;
            String zone;
            try (ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode, @@SESSION.time_zone")) {
                row.next();
                mode = row.getString(1);
                zone = row.getString(2);
            }
            // Strict: a value that does not fit must not be changed. Zero is a value of an automatic number, too.
            set(connection, "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO", "+00:00");
            return () -> set(connection, mode, zone);
        }
    }

    private static void set(Connection connection, String mode, String zone) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '" + mode + "', time_zone = '" + zone + "'");
        }
    }

    @Override
    public void checkConstraints(Connection connection) {
        // The storage engine checks each row at once.
    }

    @Override
    public List<RowColumn> columns(Connection connection, CapturedTable table) throws SQLException {
        List<RowColumn> columns = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT column_name, data_type, extra FROM information_schema.columns"
                        + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position")) {
            select.setString(1, table.schema());
            select.setString(2, table.table());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String extra = row.getString(3).toUpperCase(Locale.ROOT);
                    // DEFAULT_GENERATED of MySQL is a default that is an expression.
                    boolean isGenerated =
                            extra.contains("VIRTUAL GENERATED") || extra.matches(".*(STORED|PERSISTENT).*");
                    columns.add(
                            new RowColumn(row.getString(1), row.getString(2).toLowerCase(Locale.ROOT), isGenerated));
                }
            }
        }
        return columns;
    }

    @Override
    public boolean seesCascades() {
        return false;
    }

    @Override
    public String quoted(String name) {
        return RowTrigger.quoted(name);
    }

    @Override
    public void value(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        String type = column.type();
        if (type.equals("bit")) {
            BigInteger number = new BigInteger("0" + text.substring(HEX_START), 16);
            statement.value(new BigDecimal(number), number.toString());
        } else if (RowTrigger.BINARY_TYPES.contains(type)) {
            String digits = text.substring(HEX_START);
            statement.value(HexFormat.of().parseHex(digits), "X'" + digits + "'");
        } else if (EXACT_NUMBERS.contains(type)) {
            BigDecimal number = new BigDecimal(text);
            statement.value(number, number.toPlainString());
        } else if (type.equals("timestamp")) {
            String utc =
                    text.endsWith(RowTrigger.UTC) ? text.substring(0, text.length() - RowTrigger.UTC.length()) : text;
            statement.value(utc, RowTrigger.literal(utc));
        } else {
            statement.value(text, RowTrigger.literal(text));
        }
    }

    @Override
    public void matches(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement
                .sql("CAST(" + present(column) + " AS BINARY) = CAST(")
                .value(text, RowTrigger.literal(text))
                .sql(" AS BINARY)");
    }

    @Override
    public String present(RowColumn column) {
        return RowTrigger.text(quoted(column.name()), column.type());
    }

    @Override
    public @Nullable String text(ResultSet row, int index, RowColumn column) throws SQLException {
        return row.getString(index);
    }

    @Override
    public void expected(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement.value(text, RowTrigger.literal(text));
    }

    @Override
    public String overriding() {
        return "";
    }

    @Override
    public String oneRow() {
        return " LIMIT 1";
    }

    @Override
    public void whereOne(RowStatement statement, String table, Consumer<RowStatement> condition) {
        statement.sql(" WHERE ");
        condition.accept(statement);
        statement.sql(oneRow());
    }
}
