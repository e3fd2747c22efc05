package io.opsmon.log;

import io.opsmon.chain.ChainedForm;
import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;

/**
 * Kind of log: the name, and the formats of entries on disk and in hashes.
 *
 * @param name the name in chains, seals, files, threads and meters; {@code operation-log}, for example
 * @param codec the format on disk
 * @param form the format in hashes
 * @param <E> the kind of entry
 * @since 0.1
 */
public record LogKind<E extends RecordedEntry>(String name, EntryCodec<E> codec, ChainedForm<E> form) {

    /**
     * Returns the plural noun for entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    public String plural() {
        return name.replace('-', ' ') + "s";
    }
}
