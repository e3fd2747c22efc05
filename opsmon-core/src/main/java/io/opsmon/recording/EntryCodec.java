package io.opsmon.recording;

/**
 * Conversion of an entry to JSON and back, used in the journal and in dead-letter files.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface EntryCodec<E extends RecordedEntry> {

    /**
     * Encodes one entry.
     *
     * @param entry the entry
     * @return UTF-8 JSON without line breaks
     */
    byte[] encode(E entry);

    /**
     * Decodes the result of {@link #encode} in this or an earlier version.
     *
     * @param json UTF-8 JSON
     * @return an equal entry
     * @throws IllegalArgumentException if the bytes are not an entry of this kind
     */
    E decode(byte[] json);
}
