package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.Sealer.Verdict;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.ChainHasher;
import io.opsmon.internal.jdbc.OwnTransactions;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends entries to the chain of this node. Thread-safe.
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
    private volatile boolean isCreated;

    /**
     * Creates an appender.
     *
     * @param chains the recorded ends
     * @param form the hash format of entries
     * @param sealer signs waiting entries
     * @param chain the name of this node's chain, at most 100 characters
     */
    public ChainAppender(JdbcChains chains, ChainedForm<E> form, Sealer sealer, String chain) {
        this(chains, form, sealer, chain, null);
    }

    /**
     * Creates an appender with a keeper that seals its entries.
     *
     * @param chains the recorded ends
     * @param form the hash format of entries
     * @param sealer signs waiting entries
     * @param chain the name of this node's chain, at most 100 characters
     * @param keeper receives the beginning of the chain and each committed append; null for none
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
     * Entries with their positions, and the new end of the chain.
     *
     * @param entries the entries
     * @param sequence the number of the last entry
     * @param hash the hash of the last entry
     * @param <E> the kind of entry
     */
    public record Linked<E>(List<E> entries, long sequence, Hash hash) {}

    /**
     * Returns the name of the chain.
     *
     * @return the name
     */
    public String chain() {
        return chain;
    }

    /**
     * Creates the chain on the first call unless it exists. Called before the transaction that locks the chain.
     *
     * @param transactions transactions on the database of the chain
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void create(OwnTransactions transactions) {
        if (!isCreated) {
            transactions.execute("Create a chain", connection -> chains.create(connection, chain));
            isCreated = true;
        }
    }

    /**
     * Locks the chain until the end of the transaction.
     *
     * @param connection a connection within a transaction
     * @return the ends of the chain
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
     * Remembers the end of the chain in memory, so that the removal of these entries before the next seal is detected.
     * This method is called after the commit.
     *
     * @param linked the committed entries
     */
    public void committed(Linked<E> linked) {
        if (keeper != null) {
            keeper.appended(chain, linked.sequence(), linked.hash());
        }
    }

    /**
     * Gives entries positions after the end of the chain.
     *
     * @param ends the ends of the locked chain
     * @param entries the entries, in order
     * @return the entries with their positions
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
     * Records the new end of the chain.
     *
     * @param connection the transaction that locked the chain
     * @param linked the appended entries
     * @throws SQLException if the database fails
     */
    public void advance(Connection connection, Linked<E> linked) throws SQLException {
        chains.setHead(connection, chain, linked.sequence(), linked.hash());
    }

    /**
     * Marks an entry as waiting. A business transaction stores the entry and must not hold the lock of the chain until
     * its end.
     *
     * @param entry the entry
     * @return the entry with a position without number, signed by the application
     */
    public E waiting(E entry) {
        ByteBuffer bits = salts(1);
        UUID salt = new UUID(bits.getLong(), bits.getLong());
        return form.withLink(entry, ChainLink.pending(chain, salt, sealer.proof("pending", content(entry, salt))));
    }

    /**
     * Returns whether a waiting entry was written by the application.
     *
     * @param entry a stored entry
     * @return false if the signature is missing or invalid
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
