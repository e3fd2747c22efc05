package io.opsmon.log.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFormatTest {

    @TempDir
    Path directory;

    private static byte[] export(ExportFormat format, boolean mark, OperationLogEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExportWriter<OperationLogEntry> writer = format.writer(out, OperationLogDefinition.OPERATION_LOG, mark)) {
            for (OperationLogEntry entry : entries) {
                writer.write(entry);
            }
        }
        return out.toByteArray();
    }

    private static String csv(OperationLogEntry... entries) throws IOException {
        return new String(export(ExportFormat.CSV, false, entries), StandardCharsets.UTF_8);
    }

    @Test
    void writesARowForEachEntry() throws IOException {
        String csv = csv(TestEntries.complete(), TestEntries.sparse());

        assertThat(csv).startsWith("occurredAt,operator,operatorName,tenant,module,");
        assertThat(csv)
                .contains(TestEntries.NOON + ",u-7,Ada Lovelace,acme,orders,UPDATE,changed the price of Tea to 3.20,")
                .contains("Price: 3.10 → 3.20")
                .endsWith("\r\n");
        assertThat(csv.split("\r\n")).hasSize(3);
    }

    @Test
    void quotesWhatWouldBeTakenForSyntax() throws IOException {
        assertThat(csv(TestEntries.described("a \"b\", c\nd"))).contains(",\"a \"\"b\"\", c\nd\",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "＝1+1",
                " =1",
                "\"=1\"",
                "\u00a0=1",
                "=cmd|' /C calc'!A0",
                "x;=1+cmd|' /C calc'!A0",
                "x; =1",
                "x;\"=1",
                "x;;@SUM(A1)",
                "x\t=1",
                "x\n-1",
                "x\r\n＋1"
            })
    void letsNoCellBeAFormulaWhateverTheReadersSeparator(String text) throws IOException {
        String lines = csv(TestEntries.described(text));
        for (String separator : List.of(";", "\t", "[\r\n]+")) {
            assertThat(lines.split(separator, -1))
                    .allSatisfy(cell ->
                            assertThat(cell.replaceAll("^[\\s\"\\p{Z}]+", "")).doesNotContainPattern("^[-=+@＝＋－＠]"));
        }
        assertThat(lines).containsPattern(",\"\"?'?[^,]*'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a; b", "1;2;3", "from 3 - 4", "x = 1; y", "Zürich\nBern", "key=value", "a-b"})
    void leavesOtherTextsAsTheyAre(String text) throws IOException {
        assertThat(csv(TestEntries.described(text))).contains(text);
    }

    @Test
    void beginsWithAByteOrderMarkIfAsked() throws IOException {
        assertThat(export(ExportFormat.CSV, true)).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(export(ExportFormat.CSV, false)).startsWith('o');
    }

    @Test
    void writesLinesThatAreReadBackAsTheyWere() throws IOException {
        OperationLogEntry first = TestEntries.complete();
        OperationLogEntry second = TestEntries.described("line\nbreak \u2028 \uD83D\uDE00");

        String lines = new String(export(ExportFormat.NDJSON, false, first, second), StandardCharsets.UTF_8);
        List<OperationLogEntry> read = java.util.Arrays.stream(lines.split("\n"))
                .map(line -> OperationLogDefinition.OPERATION_LOG.codec().decode(line.getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertThat(read).containsExactly(first, second);
    }

    @Test
    void writesAWorkbookOfTexts() throws IOException {
        byte[] xlsx = export(
                ExportFormat.XLSX,
                false,
                TestEntries.described("=1+1 <&> \u0001 \uD83D\uDE00"),
                TestEntries.described("x".repeat(40_000)));

        Path file = Files.write(directory.resolve("export.xlsx"), xlsx);
        String sheet;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            sheet = new String(
                    zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
        assertThat(sheet)
                .contains("=1+1 &lt;&amp;&gt; &#xfffd;")
                .contains("t=\"inlineStr\"")
                .doesNotContain("<f>");
        assertThat(sheet).contains("x".repeat(32_766) + "&#x2026;").doesNotContain("x".repeat(32_767));
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void saysWhenTheFileTakesNoMore(ExportFormat format) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> {
                    try (ExportWriter<OperationLogEntry> writer =
                            format.writer(full, OperationLogDefinition.OPERATION_LOG, false)) {
                        for (int i = 0; i < 10_000; i++) {
                            writer.write(TestEntries.complete());
                        }
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
    }
}
