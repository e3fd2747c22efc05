package io.opsmon.datachange.internal.h2;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of H2. The database converts texts to the types of columns, except binary values and arrays.
 *
 * @since 0.1
 */
public final class H2Rows implements RowDialect {

    /** Times of the Java platform omit seconds that are zero; H2 demands them. */
    private static final Pattern WITHOUT_SECONDS = Pattern.compile("((?:^|T)\\d\\d:\\d\\d)(?=$|[Z+-])");

    /** Creates the dialect. */
    public H2Rows() {}

    @Override
    public SqlStep begin(Connection connection) {
        return () -> {};
    }

    @Override
    public void checkConstraints(Connection connection) {
        // H2 checks each row at once.
    }

    @Override
    public List<RowColumn> columns(Connection connection, CapturedTable table) throws SQLException {
        List<RowColumn> columns = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT COLUMN_NAME, DATA_TYPE, IS_GENERATED"
                + " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                + " ORDER BY ORDINAL_POSITION")) {
            select.setString(1, table.schema());
            select.setString(2, table.table());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    columns.add(new RowColumn(row.getString(1), row.getString(2), "ALWAYS".equals(row.getString(3))));
                }
            }
        }
        return columns;
    }

    @Override
    public boolean seesCascades() {
        return true;
    }

    @Override
    public String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void value(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        switch (column.type()) {
            case "BINARY", "BINARY VARYING", "BINARY LARGE OBJECT", "GEOMETRY" -> {
                if (text.startsWith("0x")) {
                    statement.value(bytes(text), "X'" + text.substring(2) + "'");
                } else {
                    statement.value(text, literal(text));
                }
            }
            case "JSON" -> statement.value(bytes(text), "CAST(X'" + text.substring(2) + "' AS JSON)");
            case "ARRAY" -> {
                JsonNode array = JsonMapper.shared().readTree(text);
                statement.value(elements(array), arrayLiteral(array));
            }
            case "TIME", "TIME WITH TIME ZONE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> {
                String time = WITHOUT_SECONDS.matcher(text).replaceFirst("$1:00");
                statement.value(time, literal(time));
            }
            default -> statement.value(text, literal(text));
        }
    }

    private static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    private static @Nullable Object[] elements(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToObj(array::get)
                .map(each -> each.isNull() ? null : each.isArray() ? elements(each) : each.asString())
                .toArray();
    }

    private static String arrayLiteral(JsonNode array) {
        return array.valueStream()
                .map(each -> each.isNull() ? "NULL" : each.isArray() ? arrayLiteral(each) : literal(each.asString()))
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void matches(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement.sql(quoted(column.name()) + " = ");
        value(statement, table, column, text);
    }

    @Override
    public String present(RowColumn column) {
        return quoted(column.name());
    }

    @Override
    public @Nullable String text(ResultSet row, int index, RowColumn column) throws SQLException {
        return ChangeTrigger.text(
                switch (column.type()) {
                    case "DATE" -> row.getObject(index, LocalDate.class);
                    case "TIME" -> row.getObject(index, LocalTime.class);
                    case "TIMESTAMP" -> row.getObject(index, LocalDateTime.class);
                    default -> row.getObject(index);
                });
    }

    @Override
    public void expected(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement.sql("CAST(").value(text, literal(text)).sql(" AS VARCHAR)");
    }

    @Override
    public String overriding() {
        return " OVERRIDING SYSTEM VALUE";
    }

    @Override
    public String oneRow() {
        return " FETCH FIRST 1 ROW ONLY";
    }

    @Override
    public void whereOne(RowStatement statement, String table, Consumer<RowStatement> condition) {
        statement.sql(" WHERE ");
        condition.accept(statement);
        statement.sql(oneRow());
    }
}
