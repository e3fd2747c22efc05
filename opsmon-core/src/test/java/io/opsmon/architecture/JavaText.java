package io.opsmon.architecture;

import java.util.ArrayList;
import java.util.List;

/** Reads the comments and string literals of one Java source file. */
final class JavaText {

    /** The kinds of text in a source file. */
    enum Kind {
        JAVADOC,
        TYPE_JAVADOC,
        COMMENT,
        LITERAL
    }

    /**
     * One comment or literal; adjacent line comments are one comment.
     *
     * @param kind the kind of text
     * @param line the number of the first line, from 1
     * @param lines the lines without comment markers; a literal has one line
     */
    record Text(Kind kind, int line, List<String> lines) {

        String joined() {
            return String.join("\n", lines);
        }
    }

    private final String source;
    private final List<Text> texts = new ArrayList<>();
    private int at;
    private int line = 1;

    private JavaText(String source) {
        this.source = source;
    }

    static List<Text> of(String source) {
        JavaText reader = new JavaText(source);
        reader.read();
        return reader.texts;
    }

    private void read() {
        int lastCodeLine = 0;
        while (at < source.length()) {
            if (source.startsWith("//", at)) {
                lineComment(lastCodeLine == line);
            } else if (source.startsWith("/*", at)) {
                blockComment();
            } else if (source.startsWith("\"\"\"", at)) {
                skipTextBlock();
                lastCodeLine = line;
            } else if (source.charAt(at) == '"') {
                literal();
                lastCodeLine = line;
            } else if (source.charAt(at) == '\'') {
                skipQuoted('\'');
                lastCodeLine = line;
            } else {
                if (!Character.isWhitespace(source.charAt(at))) {
                    lastCodeLine = line;
                }
                step(1);
            }
        }
    }

    private void lineComment(boolean isTrailing) {
        int end = end("\n");
        String content = source.substring(at + 2, end).strip();
        Text last = texts.isEmpty() ? null : texts.get(texts.size() - 1);
        if (!isTrailing
                && last != null
                && last.kind() == Kind.COMMENT
                && last.line() + last.lines().size() == line) {
            last.lines().add(content);
        } else {
            texts.add(new Text(Kind.COMMENT, line, new ArrayList<>(List.of(content))));
        }
        step(end - at);
    }

    private void blockComment() {
        int end = end("*/");
        boolean isJavadoc = source.startsWith("/**", at) && end > at + 2;
        List<String> lines = new ArrayList<>();
        for (String raw :
                source.substring(Math.min(at + (isJavadoc ? 3 : 2), end), end).split("\n", -1)) {
            lines.add(raw.strip().replaceFirst("^\\* ?", ""));
        }
        int start = line;
        step(Math.min(end + 2, source.length()) - at);
        Kind kind = !isJavadoc ? Kind.COMMENT : precedesType() ? Kind.TYPE_JAVADOC : Kind.JAVADOC;
        texts.add(new Text(kind, start, lines));
    }

    /** Reads annotations and modifiers after a Javadoc comment up to the keyword of a type or anything else. */
    private boolean precedesType() {
        String rest = source.substring(at, Math.min(at + 2000, source.length()));
        return rest.matches("(?s)\\s*(@(?!interface)[\\w.]+\\s*(\\((?:[^()]|\\([^()]*\\))*\\))?\\s*)*"
                + "((public|protected|private|static|abstract|final|sealed|non-sealed)\\s+)*"
                + "(class|interface|enum|record|@interface)\\s+\\w+\\s*[<({\\w].*");
    }

    private void literal() {
        int start = at;
        int startLine = line;
        skipQuoted('"');
        texts.add(new Text(Kind.LITERAL, startLine, List.of(source.substring(start + 1, Math.max(start + 1, at - 1)))));
    }

    private void skipQuoted(char quote) {
        step(1);
        while (at < source.length() && source.charAt(at) != quote) {
            step(source.charAt(at) == '\\' ? 2 : 1);
        }
        step(1);
    }

    private void skipTextBlock() {
        step(3);
        while (at < source.length() && !source.startsWith("\"\"\"", at)) {
            step(source.charAt(at) == '\\' ? 2 : 1);
        }
        step(3);
    }

    private int end(String mark) {
        int end = source.indexOf(mark, at + 2);
        return end < 0 ? source.length() : end;
    }

    private void step(int count) {
        int target = Math.min(at + count, source.length());
        for (; at < target; at++) {
            if (source.charAt(at) == '\n') {
                line++;
            }
        }
    }
}
