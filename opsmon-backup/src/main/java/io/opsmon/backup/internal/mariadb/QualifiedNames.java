package io.opsmon.backup.internal.mariadb;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes the name of the dumped database from definitions, so that restored objects do not use another database. The
 * server writes the name before sequences ({@code nextval(`database`.`sequence`)}) and, if the definer of a view is
 * missing, before its columns ({@code `database`.`table`.`column`}).
 */
final class QualifiedNames {

    private static final String NAME = "`(?:[^`]|``)*`";

    private final Pattern qualified;

    QualifiedNames(String database) {
        String quoted = Pattern.quote(MariaDbContents.quoted(database));
        qualified = Pattern.compile(
                "'(?:[^'\\\\]|\\\\.|'')*'|(?<sequence>\\b(?:next|last|set)val\\()" + quoted + "\\.(?=`)|(?<![`.])"
                        + quoted + "\\.(?<column>" + NAME + "\\." + NAME + ")",
                Pattern.DOTALL);
    }

    boolean isIn(String definition) {
        return !unqualified(definition).equals(definition);
    }

    String unqualified(String definition) {
        return qualified.matcher(definition).replaceAll(QualifiedNames::replacement);
    }

    private static String replacement(MatchResult found) {
        String text = found.group();
        if (text.startsWith("'")) {
            return Matcher.quoteReplacement(text);
        }
        return Matcher.quoteReplacement(found.group(1) == null ? found.group(2) : found.group(1));
    }
}
