package io.opsmon.architecture;

import io.opsmon.architecture.JavaText.Kind;
import io.opsmon.architecture.JavaText.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the English of comments, Javadoc and messages against the writing rules in CONTRIBUTING.md. */
final class Prose {

    /** Maximum number of words in a sentence, without code in tags. The rules ask for 25; the rest is headroom. */
    static final int MAX_WORDS = 30;

    /** Maximum number of columns of a comment line outside of a preformatted block. */
    static final int MAX_COLUMNS = 120;

    /** Stands for an inline code tag or link without a label. */
    private static final String CODE = "\u00a7";

    private static final Pattern OPENING = Pattern.compile(
            "(?i)^[(\"']*(what|who|whom|whose|whoever|whatever|which|whichever|how|when|where|wherever|why|that)\\b(?!-).*");

    /** A subordinate clause, a comma and a main clause that is not another question word. */
    private static final Pattern CONDITION = Pattern.compile(
            "(?i)^(when|where)\\b[^,]*(,[^,]*)*, (?!(and|or|what|who|whose|which|how|when|where|why|that)\\b)\\S.*");

    private static final Pattern ONLY_SEE = Pattern.compile("(?i)^see " + CODE + "[.,;]?$");

    private static final Pattern BANNED = words(
            "whoever|somebody|someone|nobody|no one|told|tells"
                    + "|(?:is|are|was|were|be|been|went|goes) away|puts? back|putting back|spill(?:s|ed|ing)?"
                    + "|bury|buries|buried|burying|undertaker|pulses?|sightings?|hearts?"
                    + "|(?:brings?|brought|bringing) home|(?:stands?|stood|standing) in|lies?|lay|lain|lying|reckon(?:s|ed|ing)?");

    private static final Pattern BANNED_FOR_BACKUPS =
            words("proven?|proves|proved|proof|(?<!JWT )claim(?:s|ed|ing)?|sighted");

    /** A finding in a source file. */
    record Finding(int line, String rule, String text) {}

    private final boolean isAboutBackups;
    private final List<Finding> findings = new ArrayList<>();

    private Prose(boolean isAboutBackups) {
        this.isAboutBackups = isAboutBackups;
    }

    /** Checks a source file; a file about backups may not use the words of the former lease names. */
    static List<Finding> check(String source, boolean isAboutBackups) {
        Prose prose = new Prose(isAboutBackups);
        for (Text text : JavaText.of(source)) {
            prose.check(text);
        }
        prose.checkColumns(source);
        return prose.findings;
    }

    /** Checks that each public or protected type and member of a library source file has a comment. */
    static List<Finding> checkPublicMembers(String source) {
        Prose prose = new Prose(false);
        prose.requireComments(source);
        return prose.findings;
    }

    private void check(Text text) {
        switch (text.kind()) {
            case LITERAL -> {
                if (text.joined().strip().contains(" ")) {
                    checkWords(text.line(), text.joined());
                }
            }
            case COMMENT -> checkSentences(text.line(), withoutTags(String.join(" ", text.lines())));
            default -> checkJavadoc(text);
        }
    }

    private void checkJavadoc(Text text) {
        List<String> lines = withoutPreformatted(text.lines());
        StringBuilder block = new StringBuilder();
        int start = 0;
        boolean isFirst = true;
        for (int i = 0; i <= lines.size(); i++) {
            boolean isEnd = i == lines.size();
            if (isEnd || lines.get(i).matches("\\s*@\\w+.*")) {
                if (isFirst) {
                    checkDescription(text, block.toString());
                } else {
                    checkTag(text.line() + start, block.toString().strip());
                }
                isFirst = false;
                block.setLength(0);
                start = i;
            }
            if (!isEnd) {
                block.append(lines.get(i)).append('\n');
            }
        }
    }

    private void checkDescription(Text text, String block) {
        String description = withoutTags(block);
        checkSentences(text.line(), description);
        if (text.kind() == Kind.TYPE_JAVADOC
                && !description.strip().replaceAll("\\s+", " ").matches("[^.]+(\\.\\S[^.]*)*\\.([ )].*)?")) {
            add(text.line(), "type without first sentence", description);
        }
    }

    private void checkTag(int line, String block) {
        Matcher tag = Pattern.compile(
                        "(?s)@(?:(?:param|throws|exception)\\s+\\S+|return|since|deprecated|implNote|apiNote|implSpec)\\s+(.*)")
                .matcher(block);
        if (!tag.matches()) {
            return;
        }
        String text = withoutTags(tag.group(1)).strip().replaceAll("\\s+", " ");
        if (ONLY_SEE.matcher(text).matches()) {
            add(line, "tag only refers", block);
        }
        if (OPENING.matcher(text).matches() && CONDITION.matcher(text).matches()) {
            add(line, "opening", text);
        }
        checkSentences(line, text);
    }

    private void checkSentences(int line, String text) {
        for (String sentence : sentences(text)) {
            if (OPENING.matcher(sentence).matches()
                    && !CONDITION.matcher(sentence).matches()) {
                add(line, "opening", sentence);
            }
            long words = Pattern.compile("\\S+")
                    .matcher(sentence)
                    .results()
                    .filter(word -> word.group().matches(".*[\\p{L}\\p{N}].*"))
                    .count();
            if (words > MAX_WORDS) {
                add(line, words + " words", sentence);
            }
            checkWords(line, sentence);
        }
    }

    /** A quoted word is a value of a property or of the API. */
    private void checkWords(int line, String quoted) {
        String text = quoted.replaceAll("\\\\?\"[\\w-]+\\\\?\"", CODE);
        BANNED.matcher(text).results().forEach(word -> add(line, "word \"" + word.group() + "\"", text));
        if (isAboutBackups) {
            BANNED_FOR_BACKUPS
                    .matcher(text)
                    .results()
                    .forEach(word -> add(line, "word \"" + word.group() + "\"", text));
        }
    }

    private void checkColumns(String source) {
        String[] lines = source.split("\n", -1);
        boolean isPreformatted = false;
        for (int i = 0; i < lines.length; i++) {
            isPreformatted |= lines[i].contains("<pre>");
            if (lines[i].length() > MAX_COLUMNS && !isPreformatted && isComment(lines[i])) {
                add(i + 1, lines[i].length() + " columns", lines[i].strip());
            }
            isPreformatted &= !lines[i].contains("</pre>");
        }
    }

    /**
     * Relies on the format of the sources: annotations are on lines of their own, and members of types are indented by
     * four.
     */
    private void requireComments(String source) {
        String[] lines = source.split("\n", -1);
        boolean isPublicType = false;
        for (int i = 0; i < lines.length; i++) {
            boolean isType = lines[i].matches("public (?!static).*\\b(class|interface|enum|record|@interface) .*");
            isPublicType |= isType;
            boolean isMember = isPublicType && lines[i].matches(" {4}(public|protected) .*");
            if ((isType || isMember) && !isDocumented(lines, i)) {
                add(i + 1, "public without comment", lines[i]);
            }
        }
    }

    private static boolean isDocumented(String[] lines, int declaration) {
        int i = declaration - 1;
        String indentation = lines[declaration].replaceFirst("\\S.*", "");
        while (i >= 0 && lines[i].startsWith(indentation) && !lines[i].isBlank() && !lines[i].endsWith("*/")) {
            if (lines[i].strip().equals("@Override")) {
                return true;
            }
            i--;
        }
        return i >= 0 && lines[i].startsWith(indentation) && lines[i].endsWith("*/");
    }

    private static boolean isComment(String line) {
        return line.matches("\\s*(\\*|/\\*|//).*\\S \\S+ \\S.*");
    }

    private void add(int line, String rule, String text) {
        String oneLine = text.strip().replaceAll("\\s+", " ");
        findings.add(new Finding(line, rule, oneLine.length() > 160 ? oneLine.substring(0, 160) + "..." : oneLine));
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<![\\w-])(?:" + alternatives + ")(?![\\w-])", Pattern.CASE_INSENSITIVE);
    }

    private static List<String> withoutPreformatted(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean isPreformatted = false;
        for (String line : lines) {
            boolean starts = line.contains("<pre>");
            boolean ends = line.contains("</pre>");
            isPreformatted |= starts;
            kept.add(!isPreformatted ? line : starts ? line.replaceFirst("<pre>.*", "<p>") : "");
            isPreformatted &= !ends;
        }
        return kept;
    }

    /** Replaces inline tags by their label or by {@link #CODE}, and block elements by the end of a sentence. */
    private static String withoutTags(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("{@", i)) {
                int end = closing(text, i);
                plain.append(plain(text.substring(i + 2, Math.min(end, text.length()))));
                i = end;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString()
                .replaceAll("(?is)<code>.*?</code>", CODE)
                .replaceAll("(?i)</?(p|li|ul|ol|dl|dt|dd|table|tr|td|th|h[1-6]|caption|blockquote|br)\\b[^>]*>", "\n\n")
                .replaceAll("</?\\w+[^>]*>", "");
    }

    private static int closing(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String plain(String tag) {
        String[] parts = tag.split("\\s+", 2);
        String content = parts.length > 1 ? parts[1] : "";
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "return" -> withoutTags(content) + ".";
            case "literal" -> content;
            case "link", "linkplain" -> {
                String[] label = content.replaceAll("\\([^)]*\\)", "").split("\\s+", 2);
                yield label.length > 1 ? label[1] : CODE;
            }
            default -> CODE;
        };
    }

    private static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        for (String paragraph : text.split("\n\\s*\n")) {
            String joined = paragraph.replaceAll("\\s+", " ").replaceAll("\\b(e\\.g|i\\.e|etc|vs|cf)\\.", "$1");
            for (String sentence : joined.split("(?<=[.?!][)\"']?)\\s+")) {
                if (!sentence.isBlank()) {
                    sentences.add(sentence.strip());
                }
            }
        }
        return sentences;
    }
}
