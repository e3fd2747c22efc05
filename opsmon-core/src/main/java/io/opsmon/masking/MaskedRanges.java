package io.opsmon.masking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Hidden ranges of a text. Used by one thread. */
final class MaskedRanges {

    private record Range(int start, int end) {}

    private final List<Range> ranges = new ArrayList<>(4);

    /** Hides the characters from start (inclusive) to end (exclusive). An empty range has no effect. */
    void add(int start, int end) {
        if (start < end) {
            ranges.add(new Range(start, end));
        }
    }

    void forEach(RangeConsumer consumer) {
        ranges.forEach(range -> consumer.accept(range.start(), range.end()));
    }

    /** Receives the start and the end of a range. */
    @FunctionalInterface
    interface RangeConsumer {
        void accept(int start, int end);
    }

    /** Returns the text with a mask for each hidden range; the text itself if nothing is hidden. */
    String applyTo(String text) {
        if (ranges.isEmpty()) {
            return text;
        }
        ranges.sort(Comparator.comparingInt(Range::start).thenComparing(Range::end, Comparator.reverseOrder()));
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        for (Range range : ranges) {
            if (range.start() >= at) {
                masked.append(text, at, range.start()).append(Masking.MASK);
                at = range.end();
            } else if (range.end() > at) {
                at = range.end();
            }
        }
        return masked.append(text, at, text.length()).toString();
    }
}
