package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.backup.internal.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code mariadb-dump} or {@code mysqldump}, with routines, triggers and events, and the client for restores. The
 * password is passed in the environment of the programs.
 */
final class MariaDbTools {

    private static final int CHUNK = 1 << 16;
    private static final int HEAD = 1 << 18;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+-MariaDB");

    private final @Nullable Path directory;

    /** Uses the programs in the directory, or on the {@code PATH} if null. */
    MariaDbTools(@Nullable Path directory) {
        this.directory = directory;
    }

    Tool dumper(Connection connection) throws IOException, SQLException, InterruptedException {
        return tool(connection, "mariadb-dump", "mysqldump");
    }

    /** Checks whether a program of MariaDB 10.11 or newer was found, which can dump the history of rows. */
    static boolean dumpsHistory(Tool tool) {
        Matcher version = VERSION.matcher(tool.version());
        return version.find() && (Integer.parseInt(version.group(1)) > 10 || Integer.parseInt(version.group(2)) >= 11);
    }

    /** Dumps a database in one transaction; the lock is released once the transaction has begun. */
    static void dump(
            Tool tool,
            BackupDatabase database,
            String catalog,
            MariaDbInspection inspection,
            OutputStream sink,
            TableLock lock)
            throws IOException, InterruptedException {
        MariaDbAddress address = MariaDbAddress.of(database);
        new ToolProcess(dumping(tool, address, catalog, inspection), address.environment(), address.secrets())
                .run(process -> copy(process.getInputStream(), sink, lock));
    }

    /** Returns the execution of scripts by the client. */
    MariaDbRestore.Execution client(BackupDatabase database, Connection connection, ScriptSelection selection)
            throws IOException, SQLException, InterruptedException {
        MariaDbAddress address = MariaDbAddress.of(database);
        long packet = Long.parseLong(
                MariaDbContents.names(connection, "SELECT @@max_allowed_packet").get(0));
        ToolProcess client = new ToolProcess(
                arguments(
                        tool(connection, "mariadb", "mysql"),
                        address,
                        "--batch",
                        "--binary-mode",
                        // Comments are part of routines.
                        "--comments",
                        // Dumps of opsmon read no local files.
                        "--local-infile=0",
                        "--database=" + connection.getCatalog()),
                address.environment(),
                address.secrets());
        return script -> client.run(process -> {
            try (OutputStream in = selection.filter(new LargeRowFilter(process.getOutputStream(), packet))) {
                script.transferTo(in);
            }
        });
    }

    private static List<String> dumping(
            Tool dump, MariaDbAddress address, String database, MariaDbInspection inspection) {
        List<String> options = new ArrayList<>(List.of(
                "--single-transaction",
                "--skip-lock-tables",
                "--skip-add-locks",
                "--quick",
                "--routines",
                "--triggers",
                "--events",
                "--hex-blob",
                "--no-tablespaces",
                "--comments",
                "--skip-dump-date",
                "--max-allowed-packet=1G"));
        if (inspection.hasHistory()) {
            options.add("--dump-history");
        }
        options.addAll(inspection.part().options(database));
        inspection.separateViews().keySet().forEach(view -> options.add("--ignore-table=" + database + "." + view));
        options.add("--");
        options.add(database);
        return arguments(dump, address, options.toArray(String[]::new));
    }

    private static List<String> arguments(Tool tool, MariaDbAddress address, String... more) {
        return Stream.of(Stream.of(tool.path().toString()), address.arguments().stream(), Stream.of(more))
                .flatMap(each -> each)
                .toList();
    }

    /**
     * Copies the script and releases the lock at the first table definition, which is written after the program's
     * transaction has begun.
     */
    private static void copy(InputStream script, OutputStream sink, TableLock lock) throws IOException {
        byte[] chunk = new byte[CHUNK];
        StringBuilder begun = new StringBuilder();
        boolean hasBegun = false;
        int read = script.read(chunk);
        while (read >= 0) {
            sink.write(chunk, 0, read);
            if (!hasBegun) {
                begun.append(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
                hasBegun = begun.indexOf("\n-- Table structure") >= 0 || begun.length() > HEAD;
                if (hasBegun) {
                    lock.releaseIfTransactional();
                }
            }
            read = script.read(chunk);
        }
    }

    /** Finds a program of the server's vendor, by either of two names. */
    private Tool tool(Connection connection, String mariaDb, String mySql)
            throws IOException, SQLException, InterruptedException {
        boolean isMariaDb = MariaDbRunner.isMariaDb(connection);
        int server = major(connection.getMetaData().getDatabaseProductVersion());
        String remedy = "Install the client programs of " + (isMariaDb ? "MariaDB " : "MySQL ") + server
                + " or newer (Debian: " + (isMariaDb ? "mariadb-client" : "mysql-client")
                + "), or set their directory.";
        Tool tool;
        try {
            tool = Tool.find(isMariaDb ? mariaDb : mySql, directory, remedy);
        } catch (ToolException missing) {
            if (!isMariaDb) {
                throw missing;
            }
            tool = otherName(mySql, remedy, missing);
        }
        if (tool.major() < server) {
            throw new ToolException("\"" + tool.path() + "\" has version " + tool.major() + ", which is older than"
                    + " version " + server + " of the server. " + remedy);
        }
        return tool;
    }

    /** Finds a program by MySQL's name, because older packages of MariaDB have only these names. */
    private Tool otherName(String name, String remedy, ToolException missing) throws IOException, InterruptedException {
        Tool tool;
        try {
            tool = Tool.find(name, directory, remedy);
        } catch (ToolException none) {
            throw missing;
        }
        if (!tool.version().contains("MariaDB")) {
            throw missing;
        }
        return tool;
    }

    private static int major(String version) {
        // For replication, MariaDB 10 and later report their version with the prefix 5.5.5.
        return Integer.parseInt(version.replaceFirst("^5\\.5\\.5-", "").replaceFirst("\\..*", ""));
    }
}
