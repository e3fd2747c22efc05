package io.opsmon.backup.internal.h2;

import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;

/**
 * Renames constraints of opsmon's own tables whose names a script needs. H2 chooses short names such as
 * {@code CONSTRAINT_7}, which another database has chosen for other tables.
 */
final class OwnConstraints {

    private static final String TABLE = "SELECT QUOTE_IDENT(TABLE_SCHEMA) || '.' || QUOTE_IDENT(TABLE_NAME),"
            + " QUOTE_IDENT(CONSTRAINT_NAME), QUOTE_IDENT(TABLE_NAME || '_' || CONSTRAINT_NAME)"
            + " FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS WHERE QUOTE_IDENT(CONSTRAINT_SCHEMA) || '.' ||"
            + " QUOTE_IDENT(CONSTRAINT_NAME) = ? AND LOWER(TABLE_NAME)" + H2Drops.OWN;

    private OwnConstraints() {}

    /** Executes a statement of a script, and renames an own constraint if the name is taken. */
    static void execute(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException failure) {
            if (failure.getErrorCode() != ErrorCode.CONSTRAINT_ALREADY_EXISTS_1 || !isRenamed(statement, sql)) {
                throw failure;
            }
            statement.execute(sql);
        }
    }

    private static boolean isRenamed(Statement statement, String sql) throws SQLException {
        String name = ScriptStatement.of(sql)
                .filter(each -> each.kind() == StatementType.CONSTRAINT)
                .map(ScriptStatement::name)
                .orElse("");
        String rename;
        try (PreparedStatement query = statement.getConnection().prepareStatement(TABLE)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                rename = "ALTER TABLE " + rows.getString(1) + " RENAME CONSTRAINT " + rows.getString(2) + " TO "
                        + rows.getString(3);
            }
        }
        statement.execute(rename);
        return true;
    }
}
