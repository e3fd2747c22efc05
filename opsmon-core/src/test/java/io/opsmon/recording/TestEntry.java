package io.opsmon.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Entry with a number. */
record TestEntry(UUID id, Instant occurredAt, int number) implements RecordedEntry {

    static TestEntry of(int number) {
        return new TestEntry(new UUID(7, number), Instant.EPOCH, number);
    }

    /** Codec of {@code {"number":1}}; encoding number -1 fails. */
    static final class Codec implements EntryCodec<TestEntry> {

        @Override
        public byte[] encode(TestEntry entry) {
            if (entry.number() == -1) {
                throw new IllegalArgumentException("cannot encode -1");
            }
            return ("{\"number\":" + entry.number() + "}").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public TestEntry decode(byte[] json) {
            String text = new String(json, StandardCharsets.UTF_8);
            return TestEntry.of(Integer.parseInt(text.substring(10, text.length() - 1)));
        }
    }
}
