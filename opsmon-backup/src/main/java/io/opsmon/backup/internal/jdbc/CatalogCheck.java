package io.opsmon.backup.internal.jdbc;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A query of the catalog of a database, each row of which is a finding of an inspection.
 *
 * @param code the code of the findings
 * @param severity the severity of the findings
 * @param query the query; its two columns are the object and the details
 * @param problem the problem; {@code %s} stands for the details
 * @param remedy the remedy; {@code %s} stands for the details
 * @since 0.1
 */
public record CatalogCheck(String code, Severity severity, String query, String problem, String remedy) {

    /**
     * Runs the query.
     *
     * @param statement a statement of the inspected database
     * @return the findings, in the order of the query
     * @throws SQLException if the database fails
     */
    public List<BackupFinding> findings(Statement statement) throws SQLException {
        List<BackupFinding> findings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String details = rows.getString(2);
                findings.add(new BackupFinding(
                        severity,
                        code,
                        rows.getString(1),
                        problem.replace("%s", details),
                        remedy.replace("%s", details)));
            }
        }
        return findings;
    }
}
