package io.opsmon.backup.internal.h2;

import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the cage, the process of a scratch database. The cage restores a script and reads the tables, on
 * commands of the application through pipes. The process ends at the end of its input, or when its parent process is no
 * longer the application. Its class path is H2 and the few classes of opsmon in {@link CageClassPath}.
 */
final class CageMain {

    private static final long WATCH_MILLIS = 250;
    private static final int LEFT_OUT_AT_MOST = 100;
    private static final int TEXT_AT_MOST = 2_000;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Connection administrator;
    private final Connection user;
    private final CagedRestore restore;

    private CageMain(DataInputStream in, DataOutputStream out, String url) throws SQLException {
        this.in = in;
        this.out = out;
        String name = "OPSMON_" + random();
        String password = random();
        this.administrator = connect(url, "OPSMON_" + random(), random());
        try (Statement statement = administrator.createStatement()) {
            // Only administrators may use settings in the URL.
            statement.execute("CREATE USER \"" + name + "\" PASSWORD '" + password + "' ADMIN");
            this.user = connect(url, name, password);
            statement.execute("ALTER USER \"" + name + "\" ADMIN FALSE");
            statement.execute("GRANT ALTER ANY SCHEMA TO \"" + name + "\"");
        }
        this.restore = new CagedRestore(administrator, user);
    }

    /**
     * Serves commands until the end of the input.
     *
     * @param arguments the URL of the database, and the process id of the application
     */
    public static void main(String[] arguments) throws IOException {
        watch(Long.parseLong(arguments[1]));
        preferAsOutOfMemoryVictim();
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // Standard output is reserved for answers.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        int status = 0;
        try {
            CageMain cage = new CageMain(in, out, arguments[0]);
            cage.say(CageMessage.READY);
            cage.serve();
        } catch (SQLException failure) {
            fail(out, true, failure.getMessage(), failure.getSQLState(), failure.getErrorCode());
            status = 1;
        } catch (EOFException applicationEnded) {
            status = 1;
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError failure) {
            fail(out, false, failure.toString(), null, 0);
            status = 1;
        }
        // Ends without shutdown hooks, because the script may have left threads running. The application deletes the
        // files.
        Runtime.getRuntime().halt(status);
    }

    private static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static Connection connect(String url, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        @Nullable Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("The driver of H2 does not accept the URL of the scratch database");
        }
        return connection;
    }

    /**
     * Ends the process with the application. A long statement does not read the input, and would not notice its end.
     */
    private static void watch(long application) {
        Thread watcher = new Thread(
                () -> {
                    while (ProcessHandle.current()
                            .parent()
                            .filter(parent -> parent.pid() == application)
                            .isPresent()) {
                        try {
                            Thread.sleep(WATCH_MILLIS);
                        } catch (InterruptedException stopped) {
                            break;
                        }
                    }
                    Runtime.getRuntime().halt(1);
                },
                "watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Makes Linux kill this process before the application if the machine or the container runs out of memory. */
    private static void preferAsOutOfMemoryVictim() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000", StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException notHere) {
            // Another operating system.
        }
    }

    private void serve() throws IOException, SQLException {
        while (true) {
            int command = in.read();
            switch (command) {
                case CageMessage.SCRIPT -> restore();
                case CageMessage.READ -> read();
                case -1 -> throw new EOFException();
                default -> throw new IOException("Unknown command " + command);
            }
        }
    }

    private void restore() throws IOException, SQLException {
        restore.run(new Script(in));
        List<String> leftOut = restore.leftOut();
        for (String each : leftOut.subList(0, Math.min(LEFT_OUT_AT_MOST, leftOut.size()))) {
            out.writeByte(CageMessage.LEFT_OUT);
            out.writeUTF(shortened(each));
        }
        if (leftOut.size() > LEFT_OUT_AT_MOST) {
            out.writeByte(CageMessage.LEFT_OUT);
            out.writeUTF("and " + (leftOut.size() - LEFT_OUT_AT_MOST) + " more");
        }
        say(CageMessage.DONE);
    }

    private void read() throws IOException, SQLException {
        List<TableContent> tables;
        Set<String> counted = Set.copyOf(restore.countedOnly());
        try (Statement statement = user.createStatement()) {
            tables = H2Contents.inSnapshot(statement, () -> H2Contents.read(statement, this::progress));
            for (TableContent table : tables) {
                String name = H2Contents.quoted(table.schema(), table.name());
                @Nullable Hash hash = counted.contains(name) ? null : table.hash();
                out.writeByte(CageMessage.TABLE);
                out.writeUTF(table.schema());
                out.writeUTF(table.name());
                out.writeLong(table.rows());
                out.writeBoolean(hash != null);
                if (hash != null) {
                    out.write(hash.bytes());
                }
            }
        }
        say(CageMessage.DONE);
    }

    private void progress(int done, int all) {
        try {
            out.writeByte(CageMessage.PROGRESS);
            out.writeInt(done);
            out.writeInt(all);
            out.flush();
        } catch (IOException applicationEnded) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void say(int message) throws IOException {
        out.writeByte(message);
        out.flush();
    }

    private static void fail(
            DataOutputStream out, boolean isOfDatabase, @Nullable String text, @Nullable String state, int code)
            throws IOException {
        out.writeByte(CageMessage.FAILURE);
        out.writeBoolean(isOfDatabase);
        out.writeUTF(shortened(text == null ? "" : text));
        out.writeUTF(state == null ? "" : state);
        out.writeInt(code);
        out.flush();
    }

    private static String shortened(String text) {
        return text.length() > TEXT_AT_MOST ? text.substring(0, TEXT_AT_MOST) + "..." : text;
    }

    /** Reads the script from its pieces. */
    private static final class Script extends InputStream {

        private final DataInputStream in;
        private int left;
        private boolean isFirst = true;
        private boolean isOver;

        Script(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !isOver) {
                next();
            }
            if (isOver) {
                return -1;
            }
            int read = in.read(bytes, offset, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("The script ended before it was complete");
            }
            left -= read;
            return read;
        }

        private void next() throws IOException {
            if (!isFirst && in.read() != CageMessage.SCRIPT) {
                throw new EOFException("The script ended before it was complete");
            }
            isFirst = false;
            left = in.readInt();
            isOver = left == 0;
        }
    }
}
