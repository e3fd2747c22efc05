package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.hibernate.EntityRow.KeyPart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.type.descriptor.ValueBinder;
import org.jspecify.annotations.Nullable;

/** Reads rows of entities as the texts that triggers would record. */
final class RowReader {

    /** Maximum number of rows of one query. */
    private static final int CHUNK = 20;

    private final RowDialect dialect;

    RowReader(RowDialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Reads rows before their change. The lock, which the change takes anyway, excludes changes by others meanwhile,
     * and reads the newest state in a database whose transactions have snapshots.
     */
    List<@Nullable String[]> lock(Connection connection, SharedSessionContractImplementor session, EntityRow row)
            throws SQLException {
        return read(connection, session, List.of(row), " FOR UPDATE").getOrDefault(row, List.of());
    }

    /** Reads rows after their changes. A row that does not exist is absent in the result. */
    Map<EntityRow, List<@Nullable String[]>> read(
            Connection connection, SharedSessionContractImplementor session, List<EntityRow> rows) throws SQLException {
        Map<EntityRow, List<@Nullable String[]>> found = new HashMap<>();
        Map<String, List<EntityRow>> byTable =
                rows.stream().collect(Collectors.groupingBy(row -> row.table().name()));
        for (List<EntityRow> ofTable : byTable.values()) {
            for (int from = 0; from < ofTable.size(); from += CHUNK) {
                found.putAll(
                        read(connection, session, ofTable.subList(from, Math.min(from + CHUNK, ofTable.size())), ""));
            }
        }
        return found;
    }

    private Map<EntityRow, List<@Nullable String[]>> read(
            Connection connection, SharedSessionContractImplementor session, List<EntityRow> rows, String suffix)
            throws SQLException {
        List<KeyPart> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            List<KeyPart> parts = rows.get(i).parts(session);
            values.addAll(parts);
            sql.append(i == 0 ? "" : " UNION ALL ").append(select(rows.get(i).table(), i, parts));
        }
        Map<EntityRow, List<@Nullable String[]>> found = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(sql.append(suffix).toString())) {
            for (int i = 0; i < values.size(); i++) {
                bind(statement, i + 1, values.get(i), session);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    EntityRow row = rows.get(result.getInt(1));
                    found.computeIfAbsent(row, first -> new ArrayList<>())
                            .add(texts(result, row.table().columns()));
                }
            }
        }
        return found;
    }

    private String select(RecordedTable table, int position, List<KeyPart> key) {
        return "SELECT " + position + ", "
                + table.columns().stream().map(dialect::present).collect(Collectors.joining(", ")) + " FROM "
                + table.name() + " WHERE "
                + key.stream()
                        .map(part -> part.column().getSelectionExpression() + " = "
                                + part.column().getWriteExpression())
                        .collect(Collectors.joining(" AND "));
    }

    @SuppressWarnings("unchecked") // The value has the type of its column.
    private static void bind(
            PreparedStatement statement, int index, KeyPart part, SharedSessionContractImplementor session)
            throws SQLException {
        ((ValueBinder<@Nullable Object>) part.column().getJdbcMapping().getJdbcValueBinder())
                .bind(statement, part.value(), index, session);
    }

    private @Nullable String[] texts(ResultSet row, List<RowColumn> columns) throws SQLException {
        @Nullable String[] texts = new String[columns.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = dialect.text(row, i + 2, columns.get(i));
        }
        return texts;
    }
}
