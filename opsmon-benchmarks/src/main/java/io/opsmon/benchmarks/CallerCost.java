package io.opsmon.benchmarks;

import com.sun.management.ThreadMXBean;
import io.opsmon.operationlog.OperationLogRecorder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures the processor time and the memory that the calling thread alone needs for a recorded call, beyond the bare
 * proxied call. Calls come in bursts that fit into the queue, and the writer empties the queue between bursts. The
 * variants run in turn. The medians of the bursts count.
 */
final class CallerCost {

    private static final int CALLS = 20_000;
    private static final int WARM_UP = 100;
    private static final int BURSTS = 201;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CallerCost() {}

    /** A variant and what its bursts have taken. */
    private static final class Variant {
        private final Runnable call;
        private final double[] nanos = new double[BURSTS];
        private final double[] bytes = new double[BURSTS];

        Variant(Runnable call) {
            this.call = call;
        }

        void burst(int index) {
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nanosBefore = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            nanos[index] = (double) (THREADS.getCurrentThreadCpuTime() - nanosBefore) / CALLS;
            bytes[index] = (double) (THREADS.getCurrentThreadAllocatedBytes() - bytesBefore) / CALLS;
        }

        static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    public static void main(String[] arguments) {
        CallCost host = new CallCost();
        host.start();
        try {
            Map<String, Variant> variants = new LinkedHashMap<>();
            variants.put("bare, no argument object", new Variant(host::plainBare));
            variants.put("opsmon, constant description", new Variant(host::plainOpsmon));
            variants.put("bare, with argument object", new Variant(host::changeBare));
            variants.put("opsmon, two expressions, payload", new Variant(host::changeOpsmon));
            OperationLogRecorder recorder = host.recorder();
            for (int i = -WARM_UP; i < BURSTS; i++) {
                int index = Math.max(0, i);
                for (Variant variant : variants.values()) {
                    variant.burst(index);
                    if (!recorder.flush(Duration.ofSeconds(30))) {
                        throw new IllegalStateException("The writer does not keep up");
                    }
                }
            }
            if (recorder.statistics().spilled() > 0) {
                throw new IllegalStateException("Calls went to the journal: " + recorder.statistics());
            }
            variants.forEach((name, variant) -> System.out.printf(
                    "%s: %.0f ns, %.0f B%n", name, Variant.median(variant.nanos), Variant.median(variant.bytes)));
        } finally {
            host.stop();
        }
    }
}
