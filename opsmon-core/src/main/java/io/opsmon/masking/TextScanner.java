package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides secrets in one text in one pass. The scanner finds values after a separator and a secret's name, and secrets
 * with a known form. A text may be JSON, a header, a URL, a form, a configuration, SQL, a command line or prose. The
 * text may be truncated, and one kind may be nested in another. Used by one thread.
 *
 * <p>Cost: every character is examined once; for each separator, up to 100 preceding characters are examined. Nothing
 * is allocated if the text has no separator.
 */
final class TextScanner {

    private static final boolean[] INTERESTING = new boolean[128];

    static {
        for (char c : "=:>-)('\"`ABELSbdeghnprsxy$".toCharArray()) {
            INTERESTING[c] = true;
        }
    }

    private static final Set<String> NAMING =
            Set.of("name", "key", "field", "header", "property", "param", "parameter", "column", "type", "id");
    private static final Set<String> NAMED = Set.of("value", "values", "content", "text", "rejectedValue", "default");
    private static final int MAX_TO_VALUE = 200;
    private static final int NOT_SEARCHED = -2;

    private final String text;
    private final SensitiveNames names;
    private final ValueExtent extent;
    private final MaskedRanges found = new MaskedRanges();
    private final SqlSecrets sql;
    private final CommandLineSecrets commandLines;
    private int lastClosingTag = NOT_SEARCHED;
    private int sqlEnd;
    private int secretNamedAt = -MAX_TO_VALUE;

    TextScanner(String text, SensitiveNames names) {
        this.text = text;
        this.names = names;
        this.extent = new ValueExtent(text);
        this.sql = new SqlSecrets(text, names, found);
        this.commandLines = new CommandLineSecrets(text, names, extent, found);
    }

    /** Returns whether the character may begin or introduce a secret. */
    static boolean isInteresting(char c) {
        return c < 128 ? INTERESTING[c] : c == '：' || c == '＝' || c == '“';
    }

    /** Returns whether a part of the text may contain a secret. This check is cheap. */
    static boolean mayHaveSecrets(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (isInteresting(c)
                    && (!Character.isLetter(c) || SecretShapes.mayBegin(text, i))
                    && !isInsideWord(text, start, i, end)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the character is a single hyphen after a word, as in dates and numbers of articles. */
    private static boolean isInsideWord(String text, int start, int i, int end) {
        return text.charAt(i) == '-'
                && i > start
                && Chars.isOfWord(text.charAt(i - 1))
                && (i + 1 == end || text.charAt(i + 1) != '-');
    }

    String masked() {
        return ranges().applyTo(text);
    }

    /** Scans the whole text. */
    MaskedRanges ranges() {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            i = isInteresting(c) ? Math.max(i + 1, lookAt(i, c)) : i + 1;
        }
        new JsonSecrets(text, names, found).find();
        return found;
    }

    /** Examines one index and returns the index at which scanning continues. */
    private int lookAt(int i, char c) {
        return switch (c) {
            case '=', ':', '：', '＝' -> separator(i, c);
            case '>' -> markup(i);
            case '-' -> commandLines.option(i);
            case ')' -> {
                // Values of visible columns are scanned too. Only a further list is skipped, which keeps the cost
                // linear.
                sqlEnd = i < sqlEnd ? sqlEnd : sql.lists(i);
                yield i + 1;
            }
            case '(' -> sql.row(i);
            case '\'', '"', '`', '“' -> quote(i, c);
            case 'B', 'b' -> !SecretShapes.mayBegin(text, i) ? i + 1 : commandLines.afterScheme(i);
            default -> {
                if (!SecretShapes.mayBegin(text, i)) {
                    yield i + 1;
                }
                int end = SecretShapes.end(text, i);
                found.add(i, end);
                yield end;
            }
        };
    }

    private int separator(int i, char c) {
        if (c == ':' && text.startsWith("//", i + 1)) {
            return userInfo(i);
        }
        if (text.startsWith("::", i) || (c == '=' && i > 0 && "!<>=".indexOf(text.charAt(i - 1)) >= 0)) {
            return i + 2;
        }
        @Nullable NameBefore name = NameBefore.read(text, c == '=' && i > 0 && text.charAt(i - 1) == ':' ? i - 1 : i);
        if (name == null) {
            return i + 1;
        }
        boolean comparison = text.startsWith("==", i);
        int start = comparison || text.startsWith("=>", i) || text.startsWith(":=", i) ? i + 2 : i + 1;
        SecretType kind = kind(name, c);
        if (kind == SecretType.NONE) {
            return c == ':' ? Math.max(start, commandLines.pair(i, name)) : start;
        }
        if (comparison && !extent.isQuoted(extent.skipBlanks(start))) {
            return start;
        }
        return value(start, name, c == '＝' ? '=' : c, kind);
    }

    private SecretType kind(NameBefore name, char separator) {
        String shown = name.name();
        boolean isClass = separator != '=' && name.isClassLike();
        SecretType kind = isClass ? names.kindAtEnd(name.lastSegment()) : names.kind(shown);
        if (kind == SecretType.TOKEN && isGrammar(name)) {
            return SecretType.NONE;
        }
        if (kind == SecretType.NONE && !name.quoted() && Chars.isOfWord(name.before())) {
            kind = names.kindOfPhrase(withWordsBefore(name));
        }
        if (kind == SecretType.NONE && name.isParameter() && Prose.isSignature(shown)) {
            kind = SecretType.TOKEN;
        }
        if (NAMED.contains(shown) && name.start() - secretNamedAt < MAX_TO_VALUE) {
            secretNamedAt = -MAX_TO_VALUE;
            return SecretType.PHRASE;
        }
        if (kind == SecretType.NONE && NAMING.contains(shown.toLowerCase(Locale.ROOT))) {
            noteName(name, separator);
        }
        return kind;
    }

    /** Remembers a secret's name in the position of a value, as in {@code {"name":"password","value":"..."}}. */
    private void noteName(NameBefore name, char separator) {
        int separatorAt = text.indexOf(separator, name.start() + name.name().length());
        int start = separatorAt < 0 ? text.length() : extent.skipSpaces(separatorAt + 1);
        while (start < text.length() && (text.charAt(start) == '\\' || Chars.isOpeningQuote(text.charAt(start)))) {
            start++;
        }
        int end = start;
        while (end < text.length() && end - start < 80 && Chars.isOfName(text.charAt(end))) {
            end++;
        }
        if (end > start && names.kind(text.substring(start, end)) != SecretType.NONE) {
            secretNamedAt = end;
        }
    }

    private boolean isGrammar(NameBefore name) {
        return !name.quoted() && Prose.isOfGrammar(wordBefore(name.start()));
    }

    private String wordBefore(int start) {
        int end = start;
        while (end > 0 && Chars.isBlank(text.charAt(end - 1))) {
            end--;
        }
        int from = end;
        while (from > 0 && end - from < 24 && Chars.isOfWord(text.charAt(from - 1))) {
            from--;
        }
        return text.substring(from, end);
    }

    private String withWordsBefore(NameBefore name) {
        String before = wordBefore(name.start());
        return before + " " + name.name();
    }

    /** Hides a value and returns its end. */
    private int value(int afterSeparator, NameBefore name, char separator, SecretType kind) {
        int start = extent.skipBlanks(afterSeparator);
        boolean ofJson = name.quoted() || name.isMember();
        boolean isOnNextLine = ofJson && start < text.length() && Chars.isLineEnd(text.charAt(start));
        if (isOnNextLine) {
            start = extent.skipSpaces(start);
        }
        if (start == text.length()) {
            return start;
        }
        if (isMasked(start) || Prose.isPlaceholder(text, start) || isBoundParameter(start)) {
            return start;
        }
        if (Chars.isLineEnd(text.charAt(start)) || isBlockMarker(start)) {
            return block(start, name, separator);
        }
        if (text.startsWith("rejected value [", start)) {
            return rejectedValue(start + "rejected value [".length());
        }
        int end = extent.isQuoted(start) ? quotedEnd(start) : unquoted(start, name, separator, kind);
        if (end < 0) {
            return start;
        }
        int shown = extent.isQuoted(start) ? start : extent.afterScheme(start);
        found.add(shown < end ? shown : start, end);
        // A bare word on the next line may be the name of another value.
        return isOnNextLine && Chars.isOfWord(text.charAt(start)) ? start : end;
    }

    /**
     * Returns whether the value is masked already. A text may be masked twice: as a body, and as a text of the payload.
     */
    private boolean isMasked(int start) {
        int end = start + Masking.MASK.length();
        return text.startsWith(Masking.MASK, start) && (end == text.length() || !Chars.isOfWord(text.charAt(end)));
    }

    /** Returns whether a parameter of a prepared statement follows: {@code ?}, {@code :password}. */
    private boolean isBoundParameter(int start) {
        char c = text.charAt(start);
        if (c != '?' && c != ':') {
            return false;
        }
        int end = start + 1;
        while (end < text.length() && Chars.isOfWord(text.charAt(end))) {
            end++;
        }
        boolean delimited =
                end == text.length() || Chars.isSpace(text.charAt(end)) || ",);".indexOf(text.charAt(end)) >= 0;
        return delimited
                && (c == '?' ? end == start + 1 : names.kind(text.substring(start + 1, end)) != SecretType.NONE);
    }

    private int quotedEnd(int start) {
        int end = extent.quoted(start);
        return Prose.isEmptyQuotation(text, start, end) ? -1 : end;
    }

    /** Returns the end of a value; -1 if the value is not a secret. */
    private int unquoted(int start, NameBefore name, char separator, SecretType kind) {
        int from = start;
        if (Chars.isOpener(text.charAt(start))) {
            int closed = extent.bracketed(start);
            if (closed < 0) {
                return name.quoted() || name.isMember() ? text.length() : extent.lineEnd(start);
            }
            if (closed - start == 2 || Prose.isMarkOf(text.substring(start, closed))) {
                return -1;
            }
            from = closed;
            if (from == text.length() || !(Chars.isOfWord(text.charAt(from)) || text.charAt(from) == '$')) {
                return closed;
            }
        }
        int end = extent.bare(extent.afterScheme(from), name, separator, kind);
        if (separator != '=' && Prose.isStatement(text, start, kind, separator)) {
            return -1;
        }
        return end == start || Prose.isNoSecret(text.substring(start, end)) ? -1 : end;
    }

    private boolean isBlockMarker(int start) {
        char c = text.charAt(start);
        if (c != '|' && c != '>') {
            return false;
        }
        int end = start + 1;
        while (end < text.length() && "+-123456789".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        end = extent.skipBlanks(end);
        return end < text.length() && Chars.isLineEnd(text.charAt(end));
    }

    private int block(int start, NameBefore name, char separator) {
        if (separator == '=') {
            return start;
        }
        int lineEnd = extent.lineEnd(start);
        int end = extent.indentedBlock(name.start(), lineEnd);
        if (end == lineEnd) {
            return lineEnd;
        }
        found.add(extent.skipSpaces(lineEnd), end);
        return end;
    }

    /** Hides the value of a form field in the format of Spring's {@code FieldError}. */
    private int rejectedValue(int start) {
        int end = text.indexOf("]; codes [", start);
        if (end < 0) {
            end = text.length();
        }
        if (text.startsWith("null]", start)) {
            return start;
        }
        found.add(start, end);
        return end;
    }

    /** Hides the password or the token before the host of a URL. */
    private int userInfo(int colon) {
        int start = colon + 3;
        int userEnd = -1;
        int at = -1;
        int end = start;
        for (; end < text.length() && end - start < 1_024; end++) {
            char c = text.charAt(end);
            if (Chars.isSpace(c) || c == '"' || c == '<' || c == '>' || c == ';') {
                break;
            }
            if (c == '@') {
                at = end;
            } else if (c == ':' && userEnd < 0) {
                userEnd = end;
            } else if ("/?#".indexOf(c) >= 0 && (userEnd < 0 || at >= 0 || isNumber(userEnd + 1, end))) {
                break;
            }
        }
        if (at < 0) {
            return start;
        }
        if (userEnd >= 0 && userEnd < at) {
            found.add(userEnd + 1, at);
        } else if (colon >= 4 && (text.startsWith("http", colon - 4) || text.startsWith("https", colon - 5))) {
            found.add(start, at);
        }
        return at + 1;
    }

    private boolean isNumber(int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Hides the content of an XML element with a secret's name as its name or as the value of an attribute. */
    private int markup(int closer) {
        int open = closer - 1;
        while (open >= 0 && closer - open < MAX_TO_VALUE && text.charAt(open) != '<' && text.charAt(open) != '>') {
            open--;
        }
        if (open < 0
                || text.charAt(open) != '<'
                || closer - open < 2
                || (open > 0 && Chars.isOfWord(text.charAt(open - 1)))
                || "/!?".indexOf(text.charAt(open + 1)) >= 0
                || text.charAt(closer - 1) == '/') {
            return closer + 1;
        }
        int end = open + 1;
        while (end < closer && !Chars.isSpace(text.charAt(end))) {
            end++;
        }
        String element = text.substring(open + 1, end);
        boolean named = secretNamedAt > open && secretNamedAt < closer;
        boolean secret = named || names.kind(element.substring(element.indexOf(':') + 1)) != SecretType.NONE;
        int lastClosing = secret ? lastClosingTag() : -1;
        // Without a closing tag, the text is a truncated document, or <password> is a placeholder for an argument.
        if (!secret || (lastClosing < closer && !text.stripLeading().startsWith("<"))) {
            return closer + 1;
        }
        int contentEnd = lastClosing < closer ? text.length() : text.indexOf("</", closer);
        if (contentEnd <= closer + 1
                || Prose.isNoSecret(text.substring(closer + 1, Math.min(contentEnd, closer + 40)))) {
            return closer + 1;
        }
        found.add(closer + 1, contentEnd);
        return contentEnd;
    }

    /** Returns whether a word before a quotation is a secret's name. Cookies and headers require a quoted name. */
    private boolean isSecretWord(String word) {
        SecretType kind = names.kind(word);
        return kind == SecretType.PHRASE || kind == SecretType.TOKEN;
    }

    private int lastClosingTag() {
        if (lastClosingTag == NOT_SEARCHED) {
            lastClosingTag = text.lastIndexOf("</");
        }
        return lastClosingTag;
    }

    /** Hides a quotation directly after a secret's name: {@code PASSWORD 'x'}, {@code IDENTIFIED BY 'x'}. */
    private int quote(int i, char c) {
        if (c == '\'' && sql.isBehindDuplicate(i)) {
            return i + 1;
        }
        if (i < 2 || !(Chars.isBlank(text.charAt(i - 1)) || text.charAt(i - 1) == '(')) {
            return i + 1;
        }
        String word = wordBefore(text.charAt(i - 1) == '(' ? i - 1 : i);
        boolean secret = word.equalsIgnoreCase("by")
                ? wordBefore(Math.max(0, i - 1 - word.length())).equalsIgnoreCase("identified")
                : !word.isEmpty() && isSecretWord(word) && !Prose.isOfGrammar(wordBefore(i - 1 - word.length()));
        if (!secret || word.length() + 1 > i) {
            return i + 1;
        }
        int end = extent.quoted(i);
        if (end == text.length() && text.charAt(end - 1) != Chars.closing(c)) {
            end = extent.lineEnd(i);
        }
        found.add(i, end);
        return end;
    }
}
