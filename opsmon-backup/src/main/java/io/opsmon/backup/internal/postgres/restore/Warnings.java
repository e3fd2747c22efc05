package io.opsmon.backup.internal.postgres.restore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The warnings of a restore. Statements that failed for the same reason share a warning. Not thread-safe. */
final class Warnings {

    private static final int SUBJECT = 160;

    private static final Pattern SECRET = Pattern.compile(" (?:OPTIONS \\(|CONNECTION ').*");

    private final Map<String, List<String>> subjectsByProblem = new LinkedHashMap<>();

    void add(String subject, String problem) {
        subjectsByProblem.computeIfAbsent(problem, each -> new ArrayList<>()).add(subject);
    }

    void add(String statement, SQLException failure) {
        add(subject(statement), problem(failure));
    }

    List<String> texts() {
        return subjectsByProblem.entrySet().stream()
                .map(each -> each.getValue().get(0)
                        + (each.getValue().size() > 1
                                ? " and " + (each.getValue().size() - 1) + " more"
                                : "") + ": "
                        + each.getKey())
                .toList();
    }

    /** Returns the beginning of a statement, without options and connections, which may contain passwords. */
    static String subject(String statement) {
        String beginning = StatementKind.beginning(statement, SUBJECT);
        Matcher secret = SECRET.matcher(beginning);
        return secret.find() ? beginning.substring(0, secret.start()) : beginning;
    }

    /** Returns the message of the server, without the severity and the position. */
    static String problem(SQLException failure) {
        @Nullable ServerErrorMessage said = failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        @Nullable String message = said == null ? failure.getMessage() : said.getMessage();
        return String.valueOf(message).replaceAll("\\s+", " ");
    }
}
