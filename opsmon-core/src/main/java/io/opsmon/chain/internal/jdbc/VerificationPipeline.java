package io.opsmon.chain.internal.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes entries from the reading thread to a verifying thread, in batches and through a bounded queue. One thread
 * calls {@link #put}. {@link #finish} waits for the end of verification. {@link #close} always ends the verifying
 * thread.
 */
final class VerificationPipeline<E> implements AutoCloseable {

    private static final int BATCH = 500;
    private static final int BATCHES_AHEAD = 8;

    private final BlockingQueue<List<E>> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final Consumer<E> consumer;
    private final LongConsumer progress;
    private final Thread thread;
    private List<E> batch = new ArrayList<>(BATCH);
    private volatile @Nullable Throwable failure;

    VerificationPipeline(Consumer<E> consumer, LongConsumer progress) {
        this.consumer = consumer;
        this.progress = progress;
        this.thread = new Thread(this::consume, "opsmon-chain-verification");
        thread.setDaemon(true);
        thread.start();
    }

    void put(E entry) {
        batch.add(entry);
        if (batch.size() == BATCH) {
            send(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    void finish() {
        if (!batch.isEmpty()) {
            send(batch);
        }
        send(List.of());
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Verification was interrupted", interrupted);
        }
        rethrow();
    }

    private void send(List<E> entries) {
        try {
            while (!queue.offer(entries, 1, TimeUnit.SECONDS)) {
                rethrow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Verification was interrupted", interrupted);
        }
    }

    private void rethrow() {
        @Nullable Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("Verification failed: " + thrown.getMessage(), thrown);
        }
    }

    private void consume() {
        long count = 0;
        try {
            while (true) {
                List<E> entries = queue.take();
                if (entries.isEmpty()) {
                    return;
                }
                entries.forEach(consumer);
                count += entries.size();
                progress.accept(count);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
