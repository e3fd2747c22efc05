package io.opsmon.backup.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BytePipeTest {

    private final BytePipe pipe = new BytePipe(1_000);
    private final InputStream in = pipe.input();
    private final OutputStream out = pipe.output();

    @Test
    void passesAllBytesInPiecesOfAnySize() throws Exception {
        byte[] sent = new byte[1_000_003];
        new Random(7).nextBytes(sent);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try (out) {
                for (int at = 0, size = 1; at < sent.length; at += size, size = size % 2_777 + 1) {
                    size = Math.min(size, sent.length - at);
                    out.write(sent, at, size);
                }
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });

        assertThat(in.readAllBytes()).isEqualTo(sent);
        writing.get();
        assertThat(in.read()).isEqualTo(-1);
    }

    /** The JDK's pipe fails if the writing thread has ended before another one closes the pipe. */
    @Test
    void outlivesTheThreadThatWrote() throws Exception {
        Thread writer = new Thread(() -> {
            try {
                out.write(0xFF);
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
        writer.start();
        writer.join();

        assertThat(in.read()).isEqualTo(0xFF);
        CompletableFuture<Integer> next = CompletableFuture.supplyAsync(() -> {
            try {
                return in.read();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
        out.close();

        assertThat(next.get()).isEqualTo(-1);
    }

    @Test
    void failsTheWriterWhenTheInputIsClosed() throws Exception {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            try (in) {
                in.readNBytes(500);
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });

        assertThatThrownBy(() -> out.write(new byte[10_000]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        closing.get();
    }

    @Test
    void refusesUseAfterItsOwnEndWasClosed() throws Exception {
        out.close();
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        in.close();
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }

    @Test
    void canBeInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> out.write(new byte[2_000])).isInstanceOf(InterruptedIOException.class);
    }
}
