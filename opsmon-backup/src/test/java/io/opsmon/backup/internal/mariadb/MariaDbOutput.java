package io.opsmon.backup.internal.mariadb;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The output of {@code mariadb-dump} for a database, for comparisons. */
final class MariaDbOutput {

    private static final int MAX_LINE = 20_000;

    private MariaDbOutput() {}

    /** Returns the output without the views that a finding calls invalid. */
    static String of(HikariDataSource pool, List<BackupFinding> findings) throws Exception {
        MariaDbAddress address = MariaDbAddress.of(new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null));
        String name;
        try (Connection connection = pool.getConnection()) {
            name = connection.getCatalog();
        }
        @Nullable Path tools = TestDatabases.mariaDbTools();
        List<String> command = new ArrayList<>(List.of(
                tools == null ? "mariadb-dump" : tools.resolve("mariadb-dump").toString()));
        command.addAll(address.arguments());
        command.addAll(List.of(
                "--single-transaction",
                "--routines",
                "--events",
                "--hex-blob",
                "--dump-history",
                "--skip-extended-insert",
                "--order-by-primary",
                "--max-allowed-packet=1G",
                "--skip-comments"));
        for (BackupFinding each : findings) {
            if (each.code().equals("INVALID_VIEW")) {
                command.add("--ignore-table=" + name + "." + each.object().replaceFirst("view ", ""));
            }
        }
        command.add(name);
        List<String> lines = new ArrayList<>();
        new ToolProcess(command, address.environment(), address.secrets())
                .run(process -> readLines(process.getInputStream(), lines));
        // The character set of the client is not part of the dump.
        return lines.stream()
                .filter(line -> !line.contains("character_set_client") && !line.contains("collation_connection"))
                .map(line -> line.replace("`" + name + "`.", "").replace("`" + name + "`", "`this`"))
                .collect(Collectors.joining("\n"));
    }

    /** Reads lines. Of a long line, only a checksum is kept. */
    private static void readLines(InputStream output, List<String> lines) throws IOException {
        byte[] chunk = new byte[1 << 16];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        CRC32C rest = new CRC32C();
        for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
            for (int i = 0; i < read; i++) {
                if (chunk[i] == '\n') {
                    lines.add(line.toString(StandardCharsets.UTF_8)
                            + (rest.getValue() == 0 ? "" : "... " + rest.getValue()));
                    line.reset();
                    rest.reset();
                } else if (line.size() < MAX_LINE) {
                    line.write(chunk[i]);
                } else {
                    rest.update(chunk[i]);
                }
            }
        }
    }
}
