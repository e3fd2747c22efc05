package io.opsmon.backup.internal.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a program. If the thread that runs the program is interrupted, the program is killed. Arguments are passed
 * without a shell, so that no argument is interpreted. The program inherits the environment variables of this process
 * except those that configure a database client.
 *
 * @since 0.1
 */
public final class ToolProcess {

    private static final Logger log = LoggerFactory.getLogger(ToolProcess.class);

    /** The number of characters kept from the end of the error output, where the error is. */
    private static final int KEPT = 4_000;

    private static final long END_SECONDS = 30;

    private final List<String> command;
    private final Map<String, String> environment;
    private final List<String> secrets;

    /** Exchanges data with a running program. */
    @FunctionalInterface
    public interface Exchange {

        /**
         * Writes to the program or reads from it, on a separate thread.
         *
         * @param process the program
         * @throws IOException if the exchange fails; the program is then killed
         */
        void with(Process process) throws IOException;
    }

    /**
     * Prepares a run.
     *
     * @param command the program and its arguments, without secrets
     * @param environment additional environment variables, which may contain secrets
     * @param secrets the texts to remove from the program's output
     */
    public ToolProcess(List<String> command, Map<String, String> environment, List<String> secrets) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.secrets = List.copyOf(secrets);
    }

    /**
     * Rejects arguments with characters that this process cannot pass to a program, because its locale does not have
     * them.
     *
     * @param arguments the arguments
     * @throws ToolException if a program would receive another argument
     */
    public static void requireEncodable(List<String> arguments) throws ToolException {
        @Nullable String encoding = System.getProperty("sun.jnu.encoding");
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        for (String argument : arguments) {
            if (!charset.newEncoder().canEncode(argument)) {
                throw new ToolException("The argument " + argument + " has characters that the encoding " + charset
                        + " of this process does not have. Set the environment variable LC_ALL to C.UTF-8, or set"
                        + " opsmon.backup.dump-method to jdbc.");
            }
        }
    }

    /**
     * Runs the program to its end.
     *
     * @param exchanges the exchanges, each on a separate thread
     * @throws ToolException if the exit code is not 0
     * @throws IOException if the program cannot be started, or an exchange failed independently of the program, for
     *     example because the storage is full
     * @throws InterruptedException if the thread was interrupted; the program is killed then
     */
    public void run(Exchange... exchanges) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("MYSQL"));
        // Messages in English, which an operator can look up.
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
            // Interrupts also an exchange that waits for slow storage.
            pumps.forEach(Thread::interrupt);
            // After this method has returned, no thread uses the caller's streams.
            pumps.forEach(ToolProcess::joinUninterruptibly);
            // Nor does the program run, which a signal ends only when the program is scheduled.
            awaitEnd(process);
        }
    }

    private static void awaitEnd(Process process) {
        try {
            process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException stuck) {
            log.warn("The program {} has not ended after a kill", process.pid());
        }
    }

    private static void pump(Process process, Exchange exchange, AtomicReference<@Nullable Throwable> failure) {
        try {
            exchange.with(process);
        } catch (IOException | RuntimeException | Error thrown) {
            failure.compareAndSet(null, thrown);
            // A program that has closed its pipe is about to end with an error message. Any other program cannot
            // continue and is killed.
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
        } catch (InterruptedException interrupted) {
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
            // The program was killed.
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
     * Reports the failure of a run. The program's own error has priority, because a broken pipe is its consequence. If
     * an exchange failed first, for example due to the storage, the program was killed.
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
