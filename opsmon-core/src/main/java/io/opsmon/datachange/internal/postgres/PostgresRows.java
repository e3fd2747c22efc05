package io.opsmon.datachange.internal.postgres;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of PostgreSQL. The text of a value depends on settings of the session, for example on the time zone. A recorded
 * text is therefore converted to its type and back, before it is compared with a present value.
 *
 * @since 0.1
 */
public final class PostgresRows implements RowDialect {

    /** Marks types whose values are recorded as JSON: arrays and rows. */
    private static final String AS_JSON = "json:";

    /** Without type modifier: a cast must not shorten a value. */
    private static final String COLUMNS = """
            SELECT a.attname, pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.typname),
                t.typcategory IN ('A', 'C'), a.attgenerated <> ''
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
            WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    /** PostgreSQL 11 has no generated columns. */
    private static final int FIRST_WITH_GENERATED_COLUMNS = 12;

    /** Creates the dialect. */
    public PostgresRows() {}

    @Override
    public SqlStep begin(Connection connection) throws SQLException {
        execute(connection, "SET CONSTRAINTS ALL DEFERRED");
        return () -> {};
    }

    @Override
    public void checkConstraints(Connection connection) throws SQLException {
        execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public List<RowColumn> columns(Connection connection, CapturedTable table) throws SQLException {
        boolean hasGenerated = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_GENERATED_COLUMNS;
        String query = hasGenerated ? COLUMNS : COLUMNS.replace("a.attgenerated <> ''", "false");
        List<RowColumn> columns = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, table.schema());
            select.setString(2, table.table());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String type = (row.getBoolean(3) ? AS_JSON : "") + row.getString(2);
                    columns.add(new RowColumn(row.getString(1), type, row.getBoolean(4)));
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
        if (column.type().startsWith(AS_JSON)) {
            statement
                    .sql("(pg_catalog.jsonb_populate_record(NULL::" + quoted(table.schema()) + "."
                            + quoted(table.table()) + ", pg_catalog.jsonb_build_object(" + literal(column.name())
                            + ", CAST(")
                    .value(text, literal(text))
                    .sql(" AS jsonb))))." + quoted(column.name()));
        } else {
            statement.sql("CAST(").value(text, literal(text)).sql(" AS " + column.type() + ")");
        }
    }

    private static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }

    @Override
    public void matches(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement.sql(present(column) + " = ");
        expected(statement, table, column, text);
    }

    @Override
    public String present(RowColumn column) {
        return "(pg_catalog.to_jsonb(" + quoted(column.name()) + ") #>> '{}')";
    }

    @Override
    public @Nullable String text(ResultSet row, int index, RowColumn column) throws SQLException {
        return row.getString(index);
    }

    @Override
    public void expected(RowStatement statement, CapturedTable table, RowColumn column, String text) {
        statement.sql("(pg_catalog.to_jsonb(");
        value(statement, table, column, text);
        statement.sql(") #>> '{}')");
    }

    @Override
    public String overriding() {
        return " OVERRIDING SYSTEM VALUE";
    }

    @Override
    public String oneRow() {
        return " LIMIT 1";
    }

    @Override
    public void whereOne(RowStatement statement, String table, Consumer<RowStatement> condition) {
        statement.sql(" WHERE (tableoid, ctid) = (SELECT tableoid, ctid FROM " + table + " WHERE ");
        condition.accept(statement);
        statement.sql(" LIMIT 1)");
    }
}
