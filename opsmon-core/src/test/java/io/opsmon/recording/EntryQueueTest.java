package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryQueueTest {

    private static List<Integer> drained(EntryQueue<Integer> queue, int limit) {
        List<Integer> elements = new ArrayList<>();
        assertThat(queue.drain(elements::add, limit)).isEqualTo(elements.size());
        return elements;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,4", "4,4", "5,8", "1000,1024", "8192,8192"})
    void roundsItsCapacityUp(int asked, int capacity) {
        assertThat(new EntryQueue<Integer>(asked).capacity()).isEqualTo(capacity);
    }

    @Test
    void returnsElementsInOrderAndRefusesMoreThanItsCapacityAlsoAfterManyRounds() {
        EntryQueue<Integer> queue = new EntryQueue<>(4);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(round * 4 + i)).isTrue();
            }
            assertThat(queue.offer(-1)).isFalse();
            assertThat(queue.size()).isEqualTo(4);

            assertThat(drained(queue, 3)).containsExactly(round * 4, round * 4 + 1, round * 4 + 2);
            assertThat(queue.size()).isEqualTo(1);
            assertThat(queue.isEmpty()).isFalse();
            assertThat(drained(queue, 3)).containsExactly(round * 4 + 3);
            assertThat(queue.isEmpty()).isTrue();
            assertThat(drained(queue, 3)).isEmpty();
        }
    }

    @Test
    void addsOnlyBelowTheLimit() {
        EntryQueue<Integer> queue = new EntryQueue<>(8);

        assertThat(queue.offerBelow(1, 2)).isTrue();
        assertThat(queue.offerBelow(2, 2)).isTrue();
        assertThat(queue.offerBelow(3, 2)).isFalse();
        assertThat(queue.offer(4)).isTrue();

        assertThat(drained(queue, 8)).containsExactly(1, 2, 4);
    }

    @Test
    void keepsNoElementReachableAfterItsRemoval() {
        EntryQueue<Object> queue = new EntryQueue<>(1);
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(i)).isTrue();
            assertThat(queue.drain(element -> assertThat(queue.isEmpty()).isTrue(), 1))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 8_192})
    @Timeout(120)
    void losesAndRepeatsNothingAndKeepsTheOrderOfEachProducer(int capacity) throws Exception {
        int producers = 4;
        int each = 50_000;
        EntryQueue<int[]> queue = new EntryQueue<>(capacity);
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int p = 0; p < producers; p++) {
                int producer = p;
                running.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < each; i++) {
                        int[] element = {producer, i};
                        while (!queue.offer(element)) {
                            Thread.onSpinWait();
                        }
                    }
                    return null;
                }));
            }
            int[] next = new int[producers];
            int received = 0;
            start.countDown();
            while (received < producers * each) {
                int count = queue.drain(element -> assertThat(element[1]).isEqualTo(next[element[0]]++), 100);
                assertThat(queue.size()).isBetween(0, queue.capacity());
                if (count == 0) {
                    Thread.onSpinWait();
                }
                received += count;
            }

            for (Future<?> producer : running) {
                producer.get();
            }
            assertThat(next).containsOnly(each);
            assertThat(queue.isEmpty()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }
}
