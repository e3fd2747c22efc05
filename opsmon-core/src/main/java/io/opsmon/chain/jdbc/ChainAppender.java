package io.opsmon.chain.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.ChainHasher;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.Sealer.Verdict;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives entries their places at the end of this node's chain. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainAppender<E> {

    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final Sealer sealer;
    private final String chain;
    private final @Nullable ChainKeeper<E> keeper;
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes an appender.
     *
     * @param chains where ends are noted
     * @param form how entries are hashed
     * @param sealer proves that entries which wait are the application's
     * @param chain the chain's name: this node's, at most 100 characters
     */
    public ChainAppender(JdbcChains chains, ChainedForm<E> form, Sealer sealer, String chain) {
        this(chains, form, sealer, chain, null);
    }

    /**
     * Makes an appender whose entries a keeper seals.
     *
     * @param chains where ends are noted
     * @param form how entries are hashed
     * @param sealer proves that entries which wait are the application's
     * @param chain the chain's name: this node's, at most 100 characters
     * @param keeper learns of the chain's beginning and of what was appended; null without one
     */
    public ChainAppender(
            JdbcChains chains, ChainedForm<E> form, Sealer sealer, String chain, @Nullable ChainKeeper<E> keeper) {
        this.keeper = keeper;
        this.chains = chains;
        this.form = form;
        this.sealer = sealer;
        this.chain = chain;
    }

    /**
     * Entries with their places, and the end of the chain behind them.
     *
     * @param entries the entries
     * @param sequence the number of the last
     * @param hash its hash
     * @param <E> the kind of entry
     */
    public record Linked<E>(List<E> entries, long sequence, Hash hash) {}

    /**
     * The chain it appends to.
     *
     * @return its name
     */
    public String chain() {
        return chain;
    }

    /**
     * Locks the chain until the transaction ends.
     *
     * @param connection within a transaction
     * @return its ends
     * @throws SQLException if the database fails
     */
    public ChainEnds lock(Connection connection) throws SQLException {
        ChainEnds ends = chains.lock(connection, chain);
        if (keeper != null) {
            keeper.appending(connection, ends);
        }
        return ends;
    }

    /**
     * Remembers the end of the chain, so that nobody can take these entries back before they are sealed. Called after
     * the transaction was committed.
     *
     * @param linked the entries that are committed
     */
    public void committed(Linked<E> linked) {
        if (keeper != null) {
            keeper.appended(chain, linked.sequence(), linked.hash());
        }
    }

    /**
     * Places entries behind the end of the chain.
     *
     * @param ends the ends of the chain, locked
     * @param entries the entries, in order
     * @return the entries with their places
     */
    public Linked<E> link(ChainEnds ends, List<E> entries) {
        ChainHasher<E> hasher = new ChainHasher<>(form);
        List<E> linked = new ArrayList<>(entries.size());
        ByteBuffer salts = salts(entries.size());
        long sequence = ends.headSequence();
        Hash hash = ends.headHash();
        for (E entry : entries) {
            sequence++;
            @Nullable ChainLink waiting = form.link(entry);
            @Nullable UUID known = waiting == null ? null : waiting.salt();
            UUID fresh = new UUID(salts.getLong(), salts.getLong());
            UUID salt = known == null ? fresh : known;
            hash = hasher.next(hash, sequence, entry, hasher.personal(entry, salt));
            linked.add(form.withLink(entry, new ChainLink(chain, sequence, hash, salt)));
        }
        return new Linked<>(linked, sequence, hash);
    }

    /**
     * Notes the new end of the chain.
     *
     * @param connection within the transaction that locked it
     * @param linked what was appended
     * @throws SQLException if the database fails
     */
    public void advance(Connection connection, Linked<E> linked) throws SQLException {
        chains.setHead(connection, chain, linked.sequence(), linked.hash());
    }

    /**
     * Marks an entry as waiting: a business transaction stores it, and must not hold the chain's lock until it ends.
     *
     * @param entry the entry
     * @return the entry with a place without number, and with a proof that it is the application's
     */
    public E waiting(E entry) {
        ByteBuffer bits = salts(1);
        UUID salt = new UUID(bits.getLong(), bits.getLong());
        return form.withLink(entry, ChainLink.pending(chain, salt, sealer.proof("pending", content(entry, salt))));
    }

    /**
     * Whether an entry that waits was written by the application.
     *
     * @param entry an entry read back
     * @return false if somebody else put it there
     */
    public boolean isGenuine(E entry) {
        @Nullable ChainLink link = form.link(entry);
        if (link == null || link.salt() == null) {
            return false;
        }
        Verdict verdict = sealer.verifyProof("pending", content(entry, link.salt()), link.proof());
        return verdict == Verdict.VALID || !sealer.hasKeys();
    }

    private Hash content(E entry, UUID salt) {
        ChainHasher<E> hasher = new ChainHasher<>(form);
        return hasher.next(Hash.ZERO, 0, entry, hasher.personal(entry, salt));
    }

    private ByteBuffer salts(int count) {
        byte[] bytes = new byte[16 * count];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
