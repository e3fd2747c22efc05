package io.opsmon.recording;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

/** Store that a test makes unavailable, hanging or refusing, for faults at a moment chosen by the test. */
final class SwitchableStore implements EntryStore<TestEntry> {

    private final Set<Integer> stored = new LinkedHashSet<>();
    final Set<Integer> refused = ConcurrentHashMap.newKeySet();
    volatile boolean unavailable;
    volatile @Nullable CountDownLatch hangUntil;
    volatile int calls;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void saveAll(List<TestEntry> entries) {
        calls++;
        @Nullable CountDownLatch latch = hangUntil;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                throw new QueryTimeoutException("interrupted", interrupted);
            }
        }
        if (unavailable) {
            throw new QueryTimeoutException("unavailable");
        }
        if (entries.stream().anyMatch(entry -> refused.contains(entry.number()))) {
            throw new DataIntegrityViolationException("refused");
        }
        synchronized (stored) {
            for (TestEntry entry : entries) {
                stored.add(entry.number());
            }
        }
    }

    List<Integer> stored() {
        synchronized (stored) {
            return List.copyOf(stored);
        }
    }
}
