package io.opsmon.chain.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerificationPipelineTest {

    @Test
    void passesEntriesInOrderAndTellsTheProgress() {
        List<Integer> verified = new ArrayList<>();
        List<Long> progress = new ArrayList<>();
        try (VerificationPipeline<Integer> pipeline = new VerificationPipeline<>(verified::add, progress::add)) {
            IntStream.range(0, 1_200).forEach(pipeline::put);
            pipeline.finish();
        }

        assertThat(verified).isEqualTo(IntStream.range(0, 1_200).boxed().toList());
        assertThat(progress).containsExactly(500L, 1_000L, 1_200L);
    }

    @Test
    void verifiesBeforeAllEntriesAreRead() {
        CountDownLatch begun = new CountDownLatch(1);
        try (VerificationPipeline<Integer> pipeline =
                new VerificationPipeline<>(entry -> begun.countDown(), count -> {})) {
            IntStream.range(0, 500).forEach(pipeline::put);
            await().until(() -> begun.getCount() == 0);
            pipeline.finish();
        }
    }

    @Test
    void finishesWithoutEntries() {
        List<Long> progress = new ArrayList<>();
        try (VerificationPipeline<Integer> pipeline = new VerificationPipeline<>(entry -> {}, progress::add)) {
            pipeline.finish();
        }

        assertThat(progress).isEmpty();
    }

    private static void fail(int entry) {
        if (entry == 3) {
            throw new IllegalArgumentException("entry 3");
        }
    }

    @Test
    void tellsTheFailureAtTheEnd() {
        try (VerificationPipeline<Integer> pipeline =
                new VerificationPipeline<>(VerificationPipelineTest::fail, count -> {})) {
            IntStream.range(0, 10).forEach(pipeline::put);

            assertThatThrownBy(pipeline::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("entry 3")
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    /** The reading thread must not wait forever for a thread that has ended. */
    @Test
    void tellsTheFailureWhileEntriesAreRead() {
        try (VerificationPipeline<Integer> pipeline =
                new VerificationPipeline<>(VerificationPipelineTest::fail, count -> {})) {
            assertThatThrownBy(() -> IntStream.range(0, 100_000).forEach(pipeline::put))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("entry 3");
        }
    }

    @Test
    void endsTheVerifyingThreadWhenClosed() throws InterruptedException {
        BlockingQueue<Thread> verifying = new LinkedBlockingQueue<>();
        Thread thread;
        try (VerificationPipeline<Integer> pipeline =
                new VerificationPipeline<>(entry -> verifying.add(Thread.currentThread()), count -> {})) {
            IntStream.range(0, 500).forEach(pipeline::put);
            thread = verifying.take();
            assertThat(thread.isDaemon()).isTrue();
        }

        await().until(() -> !thread.isAlive());
    }

    @Test
    void staysInterrupted() {
        CountDownLatch blocked = new CountDownLatch(1);
        try (VerificationPipeline<Integer> pipeline = new VerificationPipeline<>(
                entry -> {
                    try {
                        blocked.await();
                    } catch (InterruptedException closed) {
                        throw new IllegalStateException(closed);
                    }
                },
                count -> {})) {
            pipeline.put(1);
            Thread.currentThread().interrupt();

            assertThatThrownBy(pipeline::finish).isInstanceOf(IllegalStateException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
