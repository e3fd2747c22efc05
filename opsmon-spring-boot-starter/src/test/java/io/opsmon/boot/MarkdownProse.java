package io.opsmon.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the English of a page in Markdown against the writing rules in CONTRIBUTING.md. Code is not checked. */
final class MarkdownProse {

    /** Maximum number of words in a sentence. The rules ask for 25; the rest is headroom. */
    static final int MAX_WORDS = 30;

    /** Maximum number of columns of a line outside of tables and code. */
    static final int MAX_COLUMNS = 120;

    /** Stands for inline code, which counts as one word. */
    private static final String CODE = "\u00a7";

    private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
    private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*+]|\\d+\\.) (.*)");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final Pattern WORD = Pattern.compile("\\S*[\\p{L}\\p{N}" + CODE + "]\\S*");

    private static final Pattern QUESTION_WORD = Pattern.compile("(?i)^[(\"*_]*(what|who|whom|whose|whoever|whatever"
            + "|which|whichever|how|when|where|wherever|why|that (?:is|was)|once)\\b(?!-).*");

    /** A subordinate clause, a comma and a main clause. */
    private static final Pattern CONDITION = Pattern.compile("(?i)^(when|where|once)\\b[^,]*(,[^,]*)*, "
            + "(?!(and|or|what|who|whose|which|how|when|where|why|that)\\b)\\S.*");

    private static final Pattern QUESTION_WORD_IN_CELL =
            Pattern.compile("(?i)^(what|who|whom|whose|whoever|whatever|which|how)\\b.*");

    private static final Pattern INVERSION =
            Pattern.compile("(?i)^(kept|told|found|made|taken|gone|\\p{L}+ed) (is|are|was|were)\\b.*");

    private static final Pattern BANNED = words("whoever|whatever|somebody|someone|nobody|no one|everybody|told|tells"
            + "|logons?|(?:is|are|was|were|be|been) (?:away|gone)|puts? back|putting back|spill(?:s|ed|ing)"
            + "|bur(?:y|ies|ied|ying)|undertaker|pulses?|sightings?|hearts?|(?:brings?|brought|bringing) home"
            + "|(?:stands?|stood|standing) in for|lies?|lay|lain|lying|reckon(?:s|ed|ing)?|kick(?:s|ed|ing)?"
            + "|locked out|catalogues?|safety backups?");

    private static final Pattern BANNED_FOR_BACKUPS = words("proven?|proves|proved|proof|claim(?:s|ed|ing)?");

    /** A finding in a page. */
    record Finding(int line, String rule, String text) {}

    private final boolean isAboutBackups;
    private final List<Finding> findings = new ArrayList<>();
    private final StringBuilder block = new StringBuilder();
    private int start;

    private MarkdownProse(boolean isAboutBackups) {
        this.isAboutBackups = isAboutBackups;
    }

    /** Checks a page. A page about backups may not call a backup proven. */
    static List<Finding> check(String page, boolean isAboutBackups) {
        MarkdownProse prose = new MarkdownProse(isAboutBackups);
        prose.read(page.split("\\R", -1));
        return prose.findings;
    }

    private void read(String[] lines) {
        boolean isFenced = false;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            int number = i + 1;
            if (FENCE.matcher(line).matches()) {
                isFenced = !isFenced;
                end();
            } else if (isFenced || (block.isEmpty() && line.startsWith("    "))) {
                end();
            } else if (line.startsWith("|")) {
                end();
                checkRow(number, line);
            } else {
                text(number, line);
            }
        }
        end();
    }

    private void text(int number, String line) {
        if (line.length() > MAX_COLUMNS
                && line.strip().contains(" ")
                && !CHINESE.matcher(line).find()) {
            add(number, line.length() + " columns", line);
        }
        Matcher item = ITEM.matcher(line);
        if (line.isBlank() || line.startsWith("![")) {
            end();
        } else if (line.startsWith("#")) {
            end();
            checkWords(number, plain(line));
        } else if (item.matches()) {
            end();
            append(number, item.group(1));
        } else {
            append(number, line);
        }
    }

    private void append(int number, String line) {
        if (block.isEmpty()) {
            start = number;
        }
        block.append(line.strip()).append(' ');
    }

    private void end() {
        if (!block.isEmpty()) {
            for (String sentence : plain(block.toString()).split("(?<=[.?!][)\"]?)\\s+")) {
                checkSentence(start, sentence.strip());
            }
            block.setLength(0);
        }
    }

    private void checkSentence(int line, String sentence) {
        if ((QUESTION_WORD.matcher(sentence).matches()
                        && !CONDITION.matcher(sentence).matches())
                || INVERSION.matcher(sentence).matches()) {
            add(line, "opening", sentence);
        }
        long words = WORD.matcher(sentence).results().count();
        if (words > MAX_WORDS) {
            add(line, words + " words", sentence);
        }
        checkWords(line, sentence);
    }

    private void checkRow(int line, String row) {
        for (String cell : row.split("(?<!\\\\)\\|")) {
            // A link alone is the title of a page.
            if (!LINK.matcher(cell.strip()).matches()
                    && QUESTION_WORD_IN_CELL.matcher(plain(cell).strip()).matches()) {
                add(line, "opening", cell);
            }
        }
        checkWords(line, plain(row));
    }

    private void checkWords(int line, String text) {
        BANNED.matcher(text).results().forEach(word -> add(line, "word \"" + word.group() + "\"", text));
        if (isAboutBackups) {
            BANNED_FOR_BACKUPS
                    .matcher(text)
                    .results()
                    .forEach(word -> add(line, "word \"" + word.group() + "\"", text));
        }
    }

    private void add(int line, String rule, String text) {
        String oneLine = text.strip().replaceAll("\\s+", " ");
        findings.add(new Finding(line, rule, oneLine.length() > 160 ? oneLine.substring(0, 160) + "..." : oneLine));
    }

    /** Without code, emphasis and the targets of links. */
    private static String plain(String text) {
        String withoutCode = text.replaceAll("``.+?``", CODE).replaceAll("`[^`]+`", CODE);
        return LINK.matcher(withoutCode).replaceAll("$1").replaceAll("\\*+", "");
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<![\\w-])(?:" + alternatives + ")(?![\\w-])", Pattern.CASE_INSENSITIVE);
    }
}
