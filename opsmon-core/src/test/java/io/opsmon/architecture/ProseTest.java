package io.opsmon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.architecture.Prose.Finding;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comments, Javadoc and messages of all modules follow the writing rules in CONTRIBUTING.md. */
class ProseTest {

    private static final Set<String> LIBRARIES = Set.of("opsmon-core", "opsmon-backup", "opsmon-spring-boot-starter");

    @Test
    void sourcesFollowTheWritingRules() throws IOException {
        List<String> findings = findings();
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "prose-findings.txt"), findings);

        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** What is kept. */ int a;",
                "/** Names the entry. How long it takes does not matter. */ int a;",
                "/**\n * Reads.\n *\n * @param query what is looked for\n */ void a();",
                "/**\n * Reads.\n *\n * @return whose entry this is\n */ void a();",
                "/**\n * Reads.\n *\n * @throws IOException when the file, or its directory, is missing\n */ void a();",
                "/**\n * Reads.\n *\n * @throws IOException when the file is missing, no bytes are read\n */ void a();",
                "/** {@return which entry is the last} */ int a();",
                "// When it began, and what it read\nint a;",
                "int a; // where it was found",
                "/** Reads:\n * <ul>\n * <li>whoever asks\n * </ul>\n */ void a();",
                "/* That is why. */",
            })
    void reportsQuestionWordsAtTheBeginning(String source) {
        assertThat(Prose.check(source, false)).extracting(Finding::rule).contains("opening");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** When the queue is full, the entry is written to the journal. */ int a;",
                "// Where the database has no index, a scan reads the table\nint a;",
                "/**\n * Reads.\n *\n * @param isStrict whether a missing entry is an error\n */ void a();",
                "/** Names the entry that was read, when it was read and how. */ int a;",
                "/** Reads.\n * <pre>\n * what it reads\n * whoever claims it\n * </pre>\n */ void a();",
                "/** Reads {@code whoever}, {@link Nobody} and {@link #claim(String)}. */ void a();",
                "String a = \"what\"; char b = '\"'; String c = \"// who\";",
                "String a = \"\"\"\n  // what \"is\" read\n  \"\"\";",
                "// Reads opsmon.retention.period, e.g. P30D\nint a;",
                "/** Writes the entry for \"spill\", and drops the entry for \"drop\". */ int a;",
            })
    void acceptsOtherSentences(String source) {
        assertThat(Prose.check(source, true)).isEmpty();
    }

    @Test
    void reportsTagsThatOnlyReferToAnotherMember() {
        assertThat(Prose.check("/**\n * Reads.\n *\n * @param x see {@link #x()}\n */ void a();", false))
                .containsExactly(new Finding(4, "tag only refers", "@param x see {@link #x()}"));
        assertThat(Prose.check("/**\n * Reads.\n *\n * @param x the limit, see {@link #x()}\n */ void a();", false))
                .isEmpty();
    }

    @Test
    void reportsLongSentencesAndCountsNoCode() {
        String words = "word,\n".repeat(Prose.MAX_WORDS - 1) + "word";
        String tooMany = Prose.MAX_WORDS + 1 + " words";

        assertThat(Prose.check("/**\n" + words + "\n{@code a b c}. */ int a;", false))
                .isEmpty();
        assertThat(Prose.check("/**\n" + words + "\n\n<p>" + words + " */ int a;", false))
                .isEmpty();
        assertThat(Prose.check("/**\n" + words + " word. */ int a;", false))
                .extracting(Finding::rule)
                .contains(tooMany);
        assertThat(Prose.check("// Reads.\n// More " + words.replace("\n", "\n// "), false))
                .extracting(Finding::rule)
                .contains(tooMany);
    }

    @Test
    void reportsLongCommentLines() {
        String line = "// one two three " + "a".repeat(Prose.MAX_COLUMNS - 17);

        assertThat(Prose.check(line, false)).isEmpty();
        assertThat(Prose.check(line + "a", false)).containsExactly(new Finding(1, "121 columns", line + "a"));
        assertThat(Prose.check("/**\n * Draws.\n * <pre>\n * " + line + "aaa\n * </pre>\n */ int a;", false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Somebody reads",
                "The database is away",
                "The caller is told",
                "Puts back",
                "A file that lies there",
                "Beats the heart"
            })
    void reportsWordsThatAreNotInTheGlossary(String text) {
        assertThat(Prose.check("/** " + text + ". */ int a;", false))
                .extracting(Finding::rule)
                .anyMatch(rule -> rule.startsWith("word"));
        assertThat(Prose.check("LOG.warn(\"" + text + "\");", false))
                .extracting(Finding::rule)
                .anyMatch(rule -> rule.startsWith("word"));
    }

    @Test
    void reportsFormerWordsForLeasesInBackupsOnly() {
        String source = "/** Holds a claim. */ int a;";

        assertThat(Prose.check(source, false)).isEmpty();
        assertThat(Prose.check(source, true)).containsExactly(new Finding(1, "word \"claim\"", "Holds a claim."));
    }

    @Test
    void reportsTypesWithoutAFirstSentence() {
        assertThat(Prose.check("/** Reads entries */\n@Reads({\"a\", b()})\npublic final class A {}", false))
                .extracting(Finding::rule)
                .containsExactly("type without first sentence");
        assertThat(Prose.check("/** Reads entries. */\n@Reads({\"a\", b()})\npublic final class A {}", false))
                .isEmpty();
    }

    @Test
    void reportsPublicMembersWithoutComment() {
        String type = "/** Reads. */\n@Reads({\n    \"a\"\n})\npublic class A {\n";
        String annotated = "    @Reads({\n        \"a\"\n    })\n    public void a() {}\n}\n";

        assertThat(Prose.checkPublicMembers(type + "    /** Reads. */\n" + annotated))
                .isEmpty();
        assertThat(Prose.checkPublicMembers(type + "\n    @Override\n" + annotated))
                .isEmpty();
        assertThat(Prose.checkPublicMembers(type + "\n" + annotated))
                .containsExactly(new Finding(10, "public without comment", "public void a() {}"));
        assertThat(Prose.checkPublicMembers(type + annotated))
                .extracting(Finding::line)
                .containsExactly(9);
        assertThat(Prose.checkPublicMembers("class A {\n\n" + annotated)).isEmpty();
        assertThat(Prose.checkPublicMembers("import a.B;\n\n@Reads\npublic record A(int a) {}\n"))
                .extracting(Finding::line)
                .containsExactly(4);
    }

    private static List<String> findings() throws IOException {
        List<String> findings = new ArrayList<>();
        Path top = Path.of("").toAbsolutePath().resolveSibling("");
        List<Path> roots = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(top, "opsmon-*")) {
            modules.forEach(module -> roots.add(module.resolve("src/main/java")));
        }
        int files = 0;
        for (Path root : roots.stream().filter(Files::isDirectory).sorted().toList()) {
            try (Stream<Path> sources = Files.walk(root)) {
                for (Path source : sources.filter(p -> p.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    files++;
                    String path = top.relativize(source).toString().replace('\\', '/');
                    check(path, Files.readString(source).replace("\r\n", "\n"))
                            .forEach(finding -> findings.add(
                                    path + ":" + finding.line() + ": " + finding.rule() + ": " + finding.text()));
                }
            }
        }
        assertThat(files).as("source files read below " + top).isGreaterThan(500);
        return findings;
    }

    private static List<Finding> check(String path, String source) {
        List<Finding> findings = new ArrayList<>(Prose.check(source, path.contains("/backup/")));
        if (LIBRARIES.contains(path.substring(0, path.indexOf('/')))) {
            findings.addAll(Prose.checkPublicMembers(source));
        }
        return findings;
    }
}
