package io.opsmon.datachange.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table, view or routine of a database, and a text that names everything which a write through it may write.
 *
 * @param name the name without schema
 * @param definition the text, such as the source of a view or a routine; null for a table with triggers of opsmon, and
 *     if the source is unknown or builds statements
 * @since 0.1
 */
public record WritePath(String name, @Nullable String definition) {

    /**
     * Reads paths from the catalog of a database.
     *
     * @param connection the connection
     * @param query returns name and definition
     * @return the paths
     * @throws SQLException if the query fails
     */
    public static List<WritePath> read(Connection connection, String query) throws SQLException {
        List<WritePath> paths = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                paths.add(new WritePath(row.getString(1), row.getString(2)));
            }
        }
        return paths;
    }
}
