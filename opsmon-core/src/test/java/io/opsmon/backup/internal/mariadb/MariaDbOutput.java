package io.opsmon.backup.internal.mariadb;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The output of {@code mariadb-dump} for a database, for comparisons. */
final class MariaDbOutput {

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
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new ToolProcess(command, address.environment(), address.secrets())
                .run(process -> process.getInputStream().transferTo(said));
        // The character set of the client is not part of the dump.
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("character_set_client") && !line.contains("collation_connection"))
                .map(line -> line.replace("`" + name + "`.", "").replace("`" + name + "`", "`this`"))
                .collect(Collectors.joining("\n"));
    }
}
