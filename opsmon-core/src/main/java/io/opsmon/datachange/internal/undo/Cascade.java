package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowDialect;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key of another table that changes or deletes rows with the rows of this table.
 *
 * @param label the name of the other table with its schema
 * @param name the qualified and quoted name of the other table
 * @param columns the columns of the other table by the referenced columns
 * @param followsDelete whether the foreign key acts if a row is deleted
 * @param followsUpdate whether the foreign key acts if the referenced columns change
 */
record Cascade(String label, String name, Map<String, String> columns, boolean followsDelete, boolean followsUpdate) {

    static List<Cascade> of(Connection connection, RowDialect dialect, CapturedTable table) throws SQLException {
        boolean hasSchemas = dialect.seesCascades();
        Map<String, Cascade> found = new LinkedHashMap<>();
        try (ResultSet row = connection
                .getMetaData()
                .getExportedKeys(
                        hasSchemas ? null : table.schema(), hasSchemas ? table.schema() : null, table.table())) {
            while (row.next()) {
                @Nullable String schema = row.getString(hasSchemas ? "FKTABLE_SCHEM" : "FKTABLE_CAT");
                String other = row.getString("FKTABLE_NAME");
                String label = schema == null ? other : schema + "." + other;
                String quoted = (schema == null ? "" : dialect.quoted(schema) + ".") + dialect.quoted(other);
                boolean followsDelete = follows(row.getInt("DELETE_RULE"));
                boolean followsUpdate = follows(row.getInt("UPDATE_RULE"));
                found.computeIfAbsent(
                                label + "\n" + row.getString("FK_NAME"),
                                key -> new Cascade(label, quoted, new LinkedHashMap<>(), followsDelete, followsUpdate))
                        .columns()
                        .put(row.getString("PKCOLUMN_NAME"), row.getString("FKCOLUMN_NAME"));
            }
        }
        List<Cascade> cascades = new ArrayList<>(found.values());
        cascades.removeIf(cascade -> !cascade.followsDelete() && !cascade.followsUpdate());
        return cascades;
    }

    private static boolean follows(int rule) {
        return rule == DatabaseMetaData.importedKeyCascade
                || rule == DatabaseMetaData.importedKeySetNull
                || rule == DatabaseMetaData.importedKeySetDefault;
    }
}
