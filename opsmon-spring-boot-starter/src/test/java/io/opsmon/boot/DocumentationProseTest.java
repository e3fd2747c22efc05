package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.opsmon.boot.MarkdownProse.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the documentation follow the writing rules in CONTRIBUTING.md, and their links lead to a heading. */
class DocumentationProseTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|mailto:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^\\s*```.*?^\\s*```");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String directory : List.of("..", "../docs", "../docs/decisions")) {
            try (Stream<Path> files = Files.list(Path.of(directory))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        assertThat(pages).hasSizeGreaterThan(30);
        return pages.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesFollowTheWritingRules(Path page) throws IOException {
        boolean isAboutBackups = page.endsWith("backup.md");

        assertThat(MarkdownProse.check(Files.readString(page), isAboutBackups)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToAFileAndAHeading(Path page) throws IOException {
        Matcher link = LINK.matcher(CODE_BLOCK.matcher(Files.readString(page)).replaceAll(""));
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        }
    }

    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(CODE_BLOCK.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .forEach(heading -> anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-')));
        return anchors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What is kept is shown.",
                "Backups are kept. Who is online is listed.",
                "- Whose session ends, is signed out.",
                "1. First do this.\n2. Whoever asks is refused.",
                "Which entry is the last does not matter.",
                "**How long it takes** does not matter.",
                "When it began, and what it read.",
                "Kept are the last seven backups.",
                "Compared are records and maps.",
                "That is the reason.",
                "| a | b |\n|---|---|\n| `x` | what is done |",
            })
    void reportsInvertedSentences(String page) {
        assertThat(MarkdownProse.check(page, false)).extracting(Finding::rule).contains("opening");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "When the queue is full, the entry is written to the journal.",
                "# How it works",
                "```\nWhat is kept is told to somebody.\n```",
                "Text.\n\n    what is told to somebody\n\nText.",
                "The value `what` and `somebody` are code.",
                "A [link](whoever.md#nobody) has a target.",
                "That process reads the file.",
                "| Page |\n|---|\n| [How it works](how-it-works.md) |",
                "| Attempt | Isolated |\n|---|---|\n| `x` | Refused |",
            })
    void acceptsOtherText(String page) {
        assertThat(MarkdownProse.check(page, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A logon fails.",
                "The entry is spilled.",
                "The undertaker runs.",
                "The data is put back.",
                "Somebody reads.",
                "The caller is told.",
                "The database is away.",
                "The session is kicked.",
                "## Whoever asks",
                "| a |\n|---|\n| Nobody reads |",
            })
    void reportsWordsThatAreNotInTheGlossary(String page) {
        assertThat(MarkdownProse.check(page, false))
                .extracting(Finding::rule)
                .anyMatch(rule -> rule.startsWith("word"));
    }

    @Test
    void reportsProvenForBackupsOnly() {
        assertThat(MarkdownProse.check("The backup is proven.", false)).isEmpty();
        assertThat(MarkdownProse.check("The backup is proven.", true))
                .containsExactly(new Finding(1, "word \"proven\"", "The backup is proven."));
    }

    @Test
    void reportsLongSentencesAcrossLinesAndCountsCodeAsOneWord() {
        String half = "word ".repeat(MarkdownProse.MAX_WORDS / 2).strip();

        assertThat(MarkdownProse.check("Title.\n\n" + half + "\n" + half + ".", false))
                .isEmpty();
        assertThat(MarkdownProse.check(half + ".\n" + half + " more.", false)).isEmpty();
        assertThat(MarkdownProse.check("Title.\n\n" + half + "\n" + half + " `a b c`.", false))
                .extracting(Finding::line, Finding::rule)
                .containsExactly(tuple(3, "31 words"));
    }

    @Test
    void reportsLongLinesOutsideOfTablesAndCode() {
        String line = "a ".repeat(20) + "b".repeat(MarkdownProse.MAX_COLUMNS - 39);

        assertThat(MarkdownProse.check(line, false)).extracting(Finding::rule).containsExactly("121 columns");
        assertThat(MarkdownProse.check("| " + line + " |\n\n```\n" + line + "\n```", false))
                .isEmpty();
    }
}
