package io.opsmon.backup.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks the foreign keys from and to a restored table with queries, because the rows may not fit to the other tables
 * any more.
 *
 * @since 0.1
 */
public final class KeyChecks {

    private KeyChecks() {}

    /**
     * A foreign key.
     *
     * @param name the name, for display
     * @param child the quoted name of the table with the key
     * @param columns the quoted columns of the key
     * @param parent the quoted name of the referenced table
     * @param referenced the quoted columns that are referenced
     */
    public record ForeignKey(String name, String child, List<String> columns, String parent, List<String> referenced) {

        /** Copies the lists. */
        public ForeignKey {
            columns = List.copyOf(columns);
            referenced = List.copyOf(referenced);
        }

        /**
         * Appends the columns of another part of the same key.
         *
         * @param more the other part
         * @return the key with the columns of both
         */
        public ForeignKey with(ForeignKey more) {
            return new ForeignKey(
                    name,
                    child,
                    Stream.concat(columns.stream(), more.columns().stream()).toList(),
                    parent,
                    Stream.concat(referenced.stream(), more.referenced().stream())
                            .toList());
        }

        /**
         * Returns the name of the referenced table in the query. A table that references itself has an alias.
         *
         * @return the alias {@code p}, or the quoted name
         */
        public String parentName() {
            return parent.equals(child) ? "p" : parent;
        }

        /** Returns the query for the number of rows without a referenced row. */
        private String violations() {
            String join = IntStream.range(0, columns.size())
                    .mapToObj(k -> parentName() + "." + referenced.get(k) + " = " + child + "." + columns.get(k))
                    .collect(Collectors.joining(" AND "));
            String isSet = columns.stream()
                    .map(column -> child + "." + column + " IS NOT NULL")
                    .collect(Collectors.joining(" AND "));
            return "SELECT COUNT(*) FROM " + child + " WHERE " + isSet + " AND NOT EXISTS (SELECT 1 FROM " + parent
                    + (parent.equals(child) ? " p" : "") + " WHERE " + join + ")";
        }
    }

    /**
     * Checks foreign keys.
     *
     * @param statement a statement of the database
     * @param keys the keys
     * @return each violated key with the number of its rows, as text for display
     * @throws SQLException if the database fails
     */
    public static List<String> violations(Statement statement, List<ForeignKey> keys) throws SQLException {
        List<String> violations = new ArrayList<>();
        for (ForeignKey key : keys) {
            try (ResultSet rows = statement.executeQuery(key.violations())) {
                rows.next();
                if (rows.getLong(1) > 0) {
                    violations.add("foreign key " + key.name() + ": " + rows.getLong(1) + " rows of " + key.child()
                            + " have no row in " + key.parent());
                }
            }
        }
        return violations;
    }
}
