package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.backup.RestoreScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts of {@code mariadb-dump}, in pieces of every size. The second byte of Å in UTF-8 is the control character NEL.
 */
class LineFilterTest {

    private static final String OTHER = "-- Table structure for table `Å`\nCREATE TABLE `Å` (x int);\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_024, 100_000})
    void leavesOwnTablesOutAndNoOther(int size) throws IOException {
        String own = "-- Dumping data for table `opsmon_seal`\nINSERT INTO `opsmon_seal` VALUES ('" + "x".repeat(5_000)
                + "');\n";

        assertThat(filtered(OTHER + own + OTHER, size, LineFilterTest::withoutOwnTables))
                .isEqualTo(OTHER + OTHER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_024, 100_000})
    void leavesEventsOutOfScratchAndNamesThem(int size) throws IOException {
        ScriptSelection script = ScriptSelection.forScratch(true);
        String events = "-- Dumping events for database 'Å'\n/*!50106 DROP EVENT IF EXISTS `Åben` */;\n";
        String view = "/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n";

        assertThat(filtered(OTHER + view + events + OTHER, size, script::filter))
                .isEqualTo(OTHER + view.replace("`root`@`localhost`", "CURRENT_USER") + OTHER);
        assertThat(script.leftOut()).containsExactly("EVENT Åben");
    }

    @Test
    void passesAFileThatEndsWithinALine() throws IOException {
        assertThat(filtered("-- no end", 100, LineFilterTest::withoutOwnTables)).isEqualTo("-- no end");
    }

    private static OutputStream withoutOwnTables(OutputStream script) {
        return ScriptSelection.forTarget(RestoreScope.REPLACE, Definers.kept()).filter(script);
    }

    private static String filtered(String script, int size, UnaryOperator<OutputStream> filter) throws IOException {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        try (OutputStream out = filter.apply(passed)) {
            for (int at = 0; at < bytes.length; at += size) {
                out.write(bytes, at, Math.min(size, bytes.length - at));
            }
        }
        return passed.toString(StandardCharsets.UTF_8);
    }
}
