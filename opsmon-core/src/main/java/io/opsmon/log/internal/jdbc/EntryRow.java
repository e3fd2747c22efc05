package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an entry from a row of {@link LogDefinition#names()}. Stateless. */
final class EntryRow {

    private static final int CHAIN_COLUMNS = 6;

    private EntryRow() {}

    static <E extends RecordedEntry> E read(LogDefinition<E> definition, ResultSet row, DatabaseDialect values)
            throws SQLException {
        List<LogColumn<E, ?>> columns = definition.columns();
        int own = columns.size() - CHAIN_COLUMNS;
        @Nullable Object[] stored = new @Nullable Object[own];
        for (int i = 0; i < own; i++) {
            stored[i] = value(columns.get(i).type().kind(), row, i + 1, values);
        }
        return definition.ofStored(stored, link(row, own + 1, values));
    }

    private static @Nullable Object value(ColumnType.Kind kind, ResultSet row, int index, DatabaseDialect values)
            throws SQLException {
        return switch (kind) {
            case TEXT, JSON -> row.getString(index);
            case LONG -> nullable(row, row.getLong(index));
            case INTEGER -> nullable(row, row.getInt(index));
            case DOUBLE -> nullable(row, row.getDouble(index));
            case UUID -> values.uuid(row, index);
            case NUMBER -> row.getBigDecimal(index);
            case INSTANT -> values.instant(row, index);
            case HASH -> hash(row, index);
        };
    }

    private static @Nullable Object nullable(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    private static @Nullable Hash hash(ResultSet row, int index) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(index);
        return bytes == null ? null : Hash.of(bytes);
    }

    private static @Nullable ChainLink link(ResultSet row, int index, DatabaseDialect values) throws SQLException {
        @Nullable String chain = row.getString(index);
        if (chain == null) {
            return null;
        }
        @Nullable Hash hash = hash(row, index + 2);
        return new ChainLink(
                chain,
                row.getLong(index + 1),
                hash == null ? Hash.ZERO : hash,
                values.uuid(row, index + 3),
                hash(row, index + 4),
                row.getString(index + 5));
    }
}
