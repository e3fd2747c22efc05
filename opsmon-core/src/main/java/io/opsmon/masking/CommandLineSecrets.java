package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Finds secrets in options of commands ({@code curl -u}, {@code mysql -p}, {@code --password x}) and private keys in
 * PEM format. Used by one thread.
 */
final class CommandLineSecrets {

    private static final Set<String> USER_OPTIONS = Set.of("-u", "-U", "--user", "--proxy-user");
    private static final Set<String> PASSWORD_OPTIONS = Set.of("-p", "-P", "-a", "-w");
    private static final Set<String> PASSWORD_COMMANDS =
            Set.of("mysql", "mysqldump", "mysqladmin", "mariadb", "sshpass", "docker", "redis", "sqlcmd", "ldapsearch");
    private static final Set<String> NO_VALUES = Set.of(
            "option",
            "options",
            "flag",
            "parameter",
            "argument",
            "is",
            "to",
            "or",
            "and",
            "was",
            "with",
            "must",
            "instead",
            "for",
            "in",
            "on",
            "from",
            "of",
            "not",
            "if",
            "can",
            "the",
            "has",
            "will");
    private static final int MAX_LOOK_BACK = 200;

    private final String text;
    private final SensitiveNames names;
    private final ValueExtent extent;
    private final MaskedRanges found;

    CommandLineSecrets(String text, SensitiveNames names, ValueExtent extent, MaskedRanges found) {
        this.text = text;
        this.names = names;
        this.extent = extent;
        this.found = found;
    }

    /** Examines a hyphen and returns the index at which scanning continues. */
    int option(int i) {
        if (text.startsWith("-----BEGIN ", i)) {
            return privateKey(i);
        }
        if (i > 0 && (Chars.isOfWord(text.charAt(i - 1)) || text.charAt(i - 1) == '-')) {
            return i + 1;
        }
        int end = i;
        while (end < text.length() && end - i < 40 && (text.charAt(end) == '-' || Chars.isOfWord(text.charAt(end)))) {
            end++;
        }
        String option = text.substring(i, end);
        if (option.length() >= 2 && USER_OPTIONS.contains(option.startsWith("--") ? option : option.substring(0, 2))) {
            return user(option.startsWith("--") ? end : i + 2);
        }
        if (option.length() >= 2 && PASSWORD_OPTIONS.contains(option.substring(0, 2)) && isOfPasswordCommand(i)) {
            return password(i, option);
        }
        if (option.equals("-b") && isOnLine(i, "curl")) {
            return argument(extent.skipBlanks(end));
        }
        boolean separate = end < text.length() && Chars.isBlank(text.charAt(end));
        return separate && names.kind(option) != SecretType.NONE ? argument(extent.skipBlanks(end)) : i + 1;
    }

    private int privateKey(int i) {
        // A label has only capitals, digits and spaces. Other characters begin a new text.
        int labelEnd = i + 11;
        while (labelEnd < text.length() && labelEnd - i < 80 && isOfLabel(text.charAt(labelEnd))) {
            labelEnd++;
        }
        if (!text.substring(i, labelEnd).contains("PRIVATE KEY")) {
            return labelEnd;
        }
        int last = text.indexOf("-----END ", labelEnd);
        int end = last < 0 ? text.length() : last;
        found.add(Math.min(labelEnd + 5, end), end);
        return end;
    }

    private static boolean isOfLabel(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
    }

    private int user(int start) {
        int at = start;
        if (at < text.length() && (Chars.isBlank(text.charAt(at)) || text.charAt(at) == '=')) {
            at = extent.skipBlanks(at + 1);
        }
        int end = at < text.length() && extent.isQuoted(at) ? extent.quoted(at) : wordEnd(at);
        int colon = at;
        while (colon < end && text.charAt(colon) != ':') {
            colon++;
        }
        if (colon == end
                || colon >= end - 1
                || text.substring(at, end).chars().allMatch(c -> c == ':' || Character.isDigit(c))) {
            return start;
        }
        found.add(colon + 1, Chars.isQuote(text.charAt(end - 1)) ? end - 1 : end);
        return end;
    }

    private int password(int i, String option) {
        int at = i + 2;
        boolean attached = at < text.length() && !Chars.isBlank(text.charAt(at));
        boolean separate = !option.startsWith("-p") || !(isOnLine(i, "mysql") || isOnLine(i, "mariadb"));
        if (!attached && !separate) {
            return at;
        }
        return option.length() > 2 || !attached || extent.isQuoted(at) ? argument(extent.skipBlanks(at)) : at;
    }

    private boolean isOfPasswordCommand(int i) {
        return PASSWORD_COMMANDS.stream().anyMatch(command -> isOnLine(i, command))
                && !(isOnLine(i, "docker") && !isOnLine(i, "login"));
    }

    private boolean isOnLine(int i, String command) {
        int from = i;
        while (from > 0 && i - from < MAX_LOOK_BACK && !Chars.isLineEnd(text.charAt(from - 1))) {
            from--;
        }
        return text.substring(from, i).toLowerCase(Locale.ROOT).contains(command);
    }

    private int argument(int start) {
        if (start >= text.length() || text.charAt(start) == '-' || Chars.isLineEnd(text.charAt(start))) {
            return start;
        }
        int end = extent.isQuoted(start) ? extent.quoted(start) : wordEnd(start);
        String value = text.substring(start, end);
        if (NO_VALUES.contains(value.toLowerCase(Locale.ROOT))
                || Prose.isNoSecret(value)
                || Prose.isPlaceholder(text, start)) {
            // Visible text is scanned further.
            return start;
        }
        found.add(start, end);
        return end;
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < text.length() && !Chars.isSpace(text.charAt(end)) && !Chars.isQuote(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /**
     * Hides passwords after a colon without a secret's name: {@code jdbc:oracle:thin:scott/tiger@}, {@code -passin
     * pass:x}.
     */
    int pair(int colon, NameBefore name) {
        String shown = name.name();
        if (shown.equals("thin") || shown.equals("oci")) {
            int end = colon + 1;
            int slash = -1;
            while (end < text.length() && text.charAt(end) != '@' && !Chars.isSpace(text.charAt(end))) {
                slash = slash < 0 && text.charAt(end) == '/' ? end : slash;
                end++;
            }
            if (slash > 0 && end < text.length() && text.charAt(end) == '@') {
                found.add(slash + 1, end);
                return end;
            }
        }
        int before = name.start() - 8;
        if (shown.equals("pass")
                && before >= 0
                && text.substring(before, name.start()).contains("-pass")) {
            int end = wordEnd(colon + 1);
            found.add(colon + 1, end);
            return end;
        }
        return colon + 1;
    }

    /**
     * Hides credentials after the name of an HTTP scheme in prose: {@code Bearer eyJ...}, {@code Basic dXNlcjpwYXNz}.
     */
    int afterScheme(int start) {
        boolean bearer = text.regionMatches(true, start, "bearer ", 0, 7);
        boolean basic = !bearer && text.regionMatches(true, start, "basic ", 0, 6);
        if (!bearer && !basic) {
            return start;
        }
        int from = extent.skipBlanks(start + (bearer ? 7 : 6));
        int end = from;
        while (end < text.length() && (Chars.isOfWord(text.charAt(end)) || "-._~+/=".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String credentials = text.substring(from, end);
        boolean secret = bearer
                ? credentials.length() >= 8 && credentials.chars().anyMatch(Character::isDigit)
                : isUserAndPassword(credentials);
        if (secret) {
            found.add(from, end);
        }
        return secret ? end : start;
    }

    private static boolean isUserAndPassword(String credentials) {
        try {
            return credentials.length() >= 4
                    && new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8).indexOf(':') >= 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
