package io.opsmon.backup.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of a program. The thread that runs it may be interrupted at any time: the program is killed then. Arguments are
 * handed over as they are; there is no shell that could read anything into them. Of the variables of this process it
 * inherits those that name no database.
 *
 * @since 0.1
 */
public final class ToolProcess {

    /** Of what it says, the end is kept: that is where the error is. */
    private static final int KEPT = 4_000;

    private static final long END_SECONDS = 30;

    private final List<String> command;
    private final Map<String, String> environment;
    private final List<String> secrets;

    /** What is exchanged with a running program. */
    @FunctionalInterface
    public interface Exchange {

        /**
         * Feeds the program, or reads from it; on a thread of its own.
         *
         * @param process the program
         * @throws IOException if that fails; the program is killed
         */
        void with(Process process) throws IOException;
    }

    /**
     * Prepares a run.
     *
     * @param command the program and its arguments, no secrets among them
     * @param environment variables for it, secrets too
     * @param secrets what is struck out of anything that it says
     */
    public ToolProcess(List<String> command, Map<String, String> environment, List<String> secrets) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.secrets = List.copyOf(secrets);
    }

    /**
     * BackupExecutor the program to its end.
     *
     * @param exchanges feed and read it, each on a thread of its own
     * @throws ToolException if it ends with anything but 0
     * @throws IOException if it cannot be started, or the exchange failed for a reason of its own: storage that is full
     * @throws InterruptedException if the thread was interrupted; the program is dead then
     */
    public void run(Exchange... exchanges) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("MYSQL"));
        // Messages that an operator can look up.
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process process = builder.start();
        StringBuilder said = new StringBuilder();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread listener = thread("listener", () -> listen(process.getErrorStream(), said));
        List<Thread> pumps = Stream.of(exchanges)
                .map(exchange -> thread("pump", () -> pump(process, exchange, failure)))
                .toList();
        try {
            for (Thread pump : pumps) {
                pump.join();
            }
            int status = process.waitFor();
            listener.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            report(status, text(said), failure.get());
        } finally {
            process.destroyForcibly();
            // Of slow storage, too.
            pumps.forEach(Thread::interrupt);
            // Nobody uses the caller's streams any more when this returns.
            pumps.forEach(ToolProcess::joinUninterruptibly);
        }
    }

    private static void pump(Process process, Exchange exchange, AtomicReference<@Nullable Throwable> failure) {
        try {
            exchange.with(process);
        } catch (IOException | RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
            // One that does not read any more has ended, and says why; any other has nobody to talk to.
            end(process);
        }
    }

    private static Thread thread(String role, Runnable body) {
        Thread thread = new Thread(body, "opsmon-backup-" + role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException impatient) {
            process.destroyForcibly();
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void listen(InputStream errors, StringBuilder said) {
        byte[] buffer = new byte[1024];
        try {
            int read = errors.read(buffer);
            while (read >= 0) {
                synchronized (said) {
                    said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    if (said.length() > KEPT) {
                        said.delete(0, said.length() - KEPT);
                    }
                }
                read = errors.read(buffer);
            }
        } catch (IOException ended) {
            // It was killed.
        }
    }

    private String text(StringBuilder said) {
        String text;
        synchronized (said) {
            text = said.toString().strip();
        }
        for (String secret : secrets) {
            if (!secret.isEmpty()) {
                text = text.replace(secret, "***");
            }
        }
        return text;
    }

    /**
     * What the program says of its end comes first: a pipe that broke is a consequence. A failure of ours, storage for
     * example, has killed the program.
     */
    private void report(int status, String said, @Nullable Throwable failure) throws IOException {
        boolean killed = status > 128;
        if (failure != null && (killed || status == 0)) {
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw new IOException(failure);
        }
        if (status != 0) {
            ToolException thrown = new ToolException(
                    command.get(0)
                            + (killed ? " was killed (" + status + ")" : " ended with " + status)
                            + (said.isEmpty() ? "" : ": " + said),
                    !killed);
            if (failure != null) {
                thrown.addSuppressed(failure);
            }
            throw thrown;
        }
    }
}
