package io.opsmon.log;

import io.opsmon.chain.ChainedForm;
import io.opsmon.recording.EntryCodec;
import io.opsmon.recording.RecordedEntry;

/**
 * One of opsmon's logs: its name, and the forms its entries have on disk and in hashes.
 *
 * @param name names chains, seals, files, threads and meters; {@code operation-log}, for example
 * @param codec the form on disk
 * @param form the form in hashes
 * @param <E> the kind of entry
 * @since 0.1
 */
public record LogKind<E extends RecordedEntry>(String name, EntryCodec<E> codec, ChainedForm<E> form) {

    /**
     * Its entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    public String plural() {
        return name.replace('-', ' ') + "s";
    }
}
