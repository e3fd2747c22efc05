package io.opsmon.backup.internal.jdbc;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupFinding.Severity;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The findings of inspections.
 *
 * @since 0.1
 */
public final class Findings {

    private static final int NAMED = 5;

    private Findings() {}

    /**
     * Describes a program that is required, and missing or unusable.
     *
     * @param program the name of the program
     * @param problem the problem, a sentence
     * @return the refusal
     */
    public static BackupFinding programUnusable(String program, String problem) {
        return new BackupFinding(
                Severity.REFUSAL,
                "PROGRAM_UNUSABLE",
                program,
                problem.replaceAll("\\.$", ""),
                "Install the program, or set opsmon.backup.dump-method to auto or jdbc");
    }

    /**
     * Describes objects that dumps through the driver do not support.
     *
     * @param unsupported the objects
     * @param problem the problem, without a full stop
     * @param remedy the remedy, without a full stop
     * @return the refusals
     */
    public static List<BackupFinding> onlyByProgram(List<String> unsupported, String problem, String remedy) {
        return unsupported.stream()
                .map(object -> new BackupFinding(Severity.REFUSAL, "ONLY_BY_PROGRAM", object, problem, remedy))
                .toList();
    }

    /**
     * Sorts findings.
     *
     * @param findings findings in any order
     * @return the findings, most severe first
     */
    public static List<BackupFinding> sorted(List<BackupFinding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(BackupFinding::severity))
                .toList();
    }

    /**
     * Rejects refusals.
     *
     * @param findings the findings of an inspection before a dump
     * @return the findings
     * @throws SQLException if there are refusals; the message names their objects, problems and remedies
     */
    public static List<BackupFinding> withoutRefusals(List<BackupFinding> findings) throws SQLException {
        List<BackupFinding> refusals = findings.stream()
                .filter(each -> each.severity() == Severity.REFUSAL)
                .toList();
        if (!refusals.isEmpty()) {
            throw new SQLException("The database cannot be backed up: "
                    + refusals.stream()
                            .limit(NAMED)
                            .map(each -> each.object() + ": " + each.problem() + ". " + each.remedy())
                            .collect(Collectors.joining(". "))
                    + (refusals.size() > NAMED ? ". And " + (refusals.size() - NAMED) + " more objects" : "") + ".");
        }
        return findings;
    }
}
