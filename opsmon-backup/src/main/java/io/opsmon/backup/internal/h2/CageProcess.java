package io.opsmon.backup.internal.h2;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.h2.command.dml.ScriptCommand;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The cage, the process of a scratch database: a JVM with H2 and a few classes of opsmon. The JVM has no compiler, no
 * application environment variables, a limited heap and a private directory. H2 can load only two of its own classes by
 * name, and a class of opsmon. Commands and answers use pipes, and no network port is opened. Requests run one after
 * the other. If the requesting thread is interrupted, the process is killed.
 */
final class CageProcess implements AutoCloseable {

    /** The exit code of a JVM for {@code ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int STATUS_OF_SIGNALS = 128;
    private static final long END_SECONDS = 30;
    private static final int SAID_AT_MOST = 2_000;

    /**
     * The modules of the JVM, including order, case and encodings of other languages. The compiler, RMI, naming and all
     * other modules are missing.
     */
    private static final List<String> MODULES = List.of("java.base", "java.sql", "jdk.localedata", "jdk.charsets");

    private static final Set<String> ENVIRONMENT =
            Set.of("LANG", "LC_ALL", "LC_CTYPE", "SystemRoot", "SYSTEMROOT", "windir");

    private static final String ALLOWED_CLASSES =
            UncheckedFunction.class.getName() + "," + ScriptCommand.class.getName();

    private final Process process;
    private final DataSize memory;
    private final DataOutputStream to;
    private final DataInputStream from;
    private final StringBuilder said = new StringBuilder();
    private volatile boolean isReady;

    /** Writes a request. */
    @FunctionalInterface
    interface Request {
        void to(DataOutputStream cage) throws IOException;
    }

    /** Receives one message of an answer. */
    @FunctionalInterface
    interface Answer {
        void take(int message, DataInputStream cage) throws IOException;
    }

    private CageProcess(Process process, DataSize memory) {
        this.process = process;
        this.memory = memory;
        this.to = new DataOutputStream(new Pipe(process.getOutputStream()));
        this.from = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /**
     * Starts the process and waits until its database is open.
     *
     * @param directory a private directory, for the class path and all files
     * @param url the URL of the database in this directory
     * @param memory the largest heap
     * @return the process
     * @throws CageUnavailableException if the process cannot be started here
     * @throws IOException if the directory cannot be written to
     * @throws InterruptedException if the thread was interrupted; the process is killed then
     */
    static CageProcess start(Path directory, String url, DataSize memory)
            throws CageUnavailableException, IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(directory, url, memory)).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        CageProcess cage;
        try {
            cage = new CageProcess(builder.start(), memory);
        } catch (IOException failure) {
            throw new CageUnavailableException(
                    "the java launcher of this JVM cannot be started: " + failure.getMessage(),
                    "Permit the application to start processes");
        }
        boolean isStarted = false;
        try {
            thread("listener", () -> cage.listen(cage.process.getErrorStream()));
            cage.ask(request -> {}, (message, answer) -> {});
            cage.isReady = true;
            isStarted = true;
            return cage;
        } catch (IOException | SQLException failure) {
            throw new CageUnavailableException(
                    "a JVM with H2 cannot be started: " + failure.getMessage() + cage.said(),
                    "Give the application more memory or processes, or lower opsmon.backup.scratch-memory");
        } finally {
            if (!isStarted) {
                cage.close();
            }
        }
    }

    private static List<String> command(Path directory, String url, DataSize memory)
            throws CageUnavailableException, IOException {
        @Nullable String home = System.getProperty("java.home");
        if (home == null || System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
            throw new CageUnavailableException(
                    "a native image cannot start a JVM", "Verify backups of H2 with opsmon-backup-cli.jar on a JVM");
        }
        boolean isWindows = System.getProperty("os.name", "").startsWith("Windows");
        Path launcher = Path.of(home, "bin", isWindows ? "java.exe" : "java");
        if (!Files.isExecutable(launcher)) {
            throw new CageUnavailableException(
                    "the Java runtime has no launcher " + launcher,
                    "Run the application with a JDK or a JRE that has bin/java");
        }
        String modules = MODULES.stream()
                .filter(module -> ModuleFinder.ofSystem().find(module).isPresent())
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-Xmx" + memory.toBytes(),
                "-XX:+ExitOnOutOfMemoryError",
                // Keeps the JVM's own messages out of the answers; otherwise they would be invalid answers and the
                // process would be killed.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:ErrorFile=" + directory.resolve("hs_err.log"),
                "--limit-modules",
                modules));
        property(command, "java.io.tmpdir", directory.toString());
        property(command, "user.home", directory.toString());
        property(command, "java.awt.headless", "true");
        property(command, "file.encoding", "UTF-8");
        // Texts of times and collations depend on these settings.
        property(command, "user.timezone", TimeZone.getDefault().getID());
        property(command, "user.language", System.getProperty("user.language", "en"));
        property(command, "user.country", System.getProperty("user.country", ""));
        property(command, "user.variant", System.getProperty("user.variant", ""));
        property(command, "h2.allowedClasses", ALLOWED_CLASSES);
        command.addAll(List.of(
                "-cp",
                CageClassPath.writtenTo(directory),
                CageMain.class.getName(),
                url,
                Long.toString(ProcessHandle.current().pid())));
        return command;
    }

    private static void property(List<String> command, String name, String value) {
        command.add("-D" + name + "=" + value);
    }

    /**
     * Sends a request and waits for the end of its answer.
     *
     * @param request writes the request, on another thread
     * @param answer receives each message except the last, on another thread
     * @throws SQLException if the database rejects a statement
     * @throws IOException if the request cannot be written, or the process has ended
     * @throws InterruptedException if the thread was interrupted; the process is killed then
     */
    void ask(Request request, Answer answer) throws IOException, SQLException, InterruptedException {
        Exchange exchange = new Exchange(request, answer);
        Thread writer = thread("writer", exchange::write);
        Thread reader = thread("reader", exchange::read);
        boolean isAnswered = false;
        try {
            reader.join();
            isAnswered = exchange.isAnswered;
        } finally {
            if (!isAnswered) {
                kill();
            }
            // After this method has returned, no thread uses the caller's streams.
            writer.interrupt();
            joinUninterruptibly(writer);
            joinUninterruptibly(reader);
        }
        exchange.report();
    }

    /** One request with its answer. Written by two threads, and read after they have ended. */
    private final class Exchange {

        private final Request request;
        private final Answer answer;
        private volatile boolean isAnswered;
        private volatile @Nullable Exception reported;
        private volatile @Nullable Throwable broken;

        Exchange(Request request, Answer answer) {
            this.request = request;
            this.answer = answer;
        }

        void write() {
            try {
                request.to(to);
            } catch (BrokenPipeException ended) {
                // The answer gives the reason.
            } catch (IOException | RuntimeException | Error failure) {
                broken = failure;
                process.destroyForcibly();
            }
        }

        void read() {
            try {
                int message = from.read();
                while (message >= 0 && message != CageMessage.DONE && message != CageMessage.READY) {
                    if (message == CageMessage.FAILURE) {
                        reported = failure();
                        return;
                    }
                    answer.take(message, from);
                    message = from.read();
                }
                isAnswered = message >= 0;
            } catch (IOException ended) {
                // The process was killed, or has ended.
            } catch (RuntimeException | Error failure) {
                broken = failure;
            }
        }

        private Exception failure() throws IOException {
            boolean isOfDatabase = from.readBoolean();
            String text = from.readUTF();
            String state = from.readUTF();
            int code = from.readInt();
            return isOfDatabase ? new SQLException(text, state, code) : new IOException(text);
        }

        void report() throws IOException, SQLException, InterruptedException {
            @Nullable Throwable own = broken;
            if (own instanceof IOException io) {
                throw io;
            }
            if (own instanceof Error error) {
                throw error;
            }
            if (own != null) {
                throw new IOException(own);
            }
            @Nullable Exception failure = reported;
            if (failure instanceof SQLException database) {
                throw database;
            }
            if (failure instanceof IOException io) {
                throw io;
            }
            if (!isAnswered) {
                throw new IOException(end());
            }
        }
    }

    /** Describes the end of the process, without its output, which may contain data. */
    private String end() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            return "The process of the scratch database does not end";
        }
        int status = process.exitValue();
        if (status == OUT_OF_MEMORY) {
            return "The process of the scratch database ran out of memory: its limit"
                    + " is " + memory.toMegabytes() + " MB. If you trust the backup, increase"
                    + " opsmon.backup.scratch-memory";
        }
        return "The process of the scratch database " + (status > STATUS_OF_SIGNALS ? "was killed (" : "ended with (")
                + status + ")";
    }

    private void listen(InputStream errors) {
        byte[] buffer = new byte[1024];
        try (errors) {
            int read = errors.read(buffer);
            while (read >= 0) {
                synchronized (said) {
                    if (!isReady && said.length() < SAID_AT_MOST) {
                        said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    }
                }
                read = errors.read(buffer);
            }
        } catch (IOException ended) {
            // The process was killed.
        }
    }

    private String said() {
        synchronized (said) {
            return said.isEmpty() ? "" : ": " + said.toString().strip();
        }
    }

    private static Thread thread(String role, Runnable body) {
        Thread thread = new Thread(body, "opsmon-backup-cage-" + role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void kill() {
        process.destroyForcibly();
    }

    /** Kills the process and waits for its end, so that its files can be deleted. */
    @Override
    public void close() {
        kill();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process does not read its input any more. */
    private static final class BrokenPipeException extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenPipeException(IOException cause) {
            super(cause);
        }
    }

    /** Distinguishes a broken pipe from a dump that cannot be read. */
    private static final class Pipe extends FilterOutputStream {

        Pipe(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException broken) {
                throw new BrokenPipeException(broken);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException broken) {
                throw new BrokenPipeException(broken);
            }
        }
    }
}
