package io.opsmon.chain.jdbc;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealArchive;
import io.opsmon.chain.Sealer;
import io.opsmon.jdbc.OwnTransactions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the chains of a log from time to time: gives entries that waited for their transaction a place, and seals what was appended. One node does this for all at a time; two
 * doing it do no harm. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainKeeper<E> {

    private static final Logger log = LoggerFactory.getLogger(ChainKeeper.class);
    private static final int PLACED_AT_ONCE = 1_000;

    private final OwnTransactions transactions;
    private final JdbcChains chains;
    private final ChainedForm<E> form;
    private final ChainRows<E> rows;
    private final Sealer sealer;
    private final List<SealArchive> archives;
    private final Clock clock;

    /**
     * Makes a keeper.
     *
     * @param transactions of the database with the log
     * @param chains where ends and seals are noted
     * @param form how entries are hashed
     * @param rows the log
     * @param sealer signs
     * @param archives get every seal
     * @param clock the time of seals
     */
    public ChainKeeper(
            OwnTransactions transactions,
            JdbcChains chains,
            ChainedForm<E> form,
            ChainRows<E> rows,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock) {
        this.transactions = transactions;
        this.chains = chains;
        this.form = form;
        this.rows = rows;
        this.sealer = sealer;
        this.archives = List.copyOf(archives);
        this.clock = clock;
    }

    /**
     * Chains what waits and seals what is new, in every chain.
     *
     * @return the seals made
     * @throws org.springframework.dao.DataAccessException if the database fails; what was done before stays done
     */
    public List<Seal> keep() {
        List<Seal> made = new ArrayList<>();
        for (ChainEnds ends : transactions.run("List the chains", chains::all)) {
            placeWaiting(ends.chain());
        }
        for (String chain : transactions.run("List the chains to seal", chains::unsealed)) {
            Optional<Seal> seal = transactions.run("Seal a chain", connection -> {
                ChainEnds locked = chains.lock(connection, chain);
                if (locked.headSequence() <= chains.lastSealed(connection, chain)) {
                    return Optional.empty();
                }
                Seal fresh = sealer.seal(
                        chains.log(), locked.chain(), locked.headSequence(), locked.headHash(), clock.instant());
                chains.addSeal(connection, fresh);
                return Optional.of(fresh);
            });
            seal.ifPresent(fresh -> {
                made.add(fresh);
                archive(fresh);
            });
        }
        return made;
    }

    private void archive(Seal seal) {
        for (SealArchive archive : archives) {
            try {
                archive.keep(seal);
            } catch (RuntimeException failure) {
                log.error("A seal is kept in the database only: {}", failure.toString());
            }
        }
    }

    /**
     * Gives the entries of a chain that wait their places.
     *
     * @param chain the chain's name
     */
    public void placeWaiting(String chain) {
        ChainAppender<E> appender = new ChainAppender<>(chains, form, sealer, chain);
        int placed;
        do {
            placed = transactions.run("Chain waiting entries", connection -> {
                List<E> waiting = rows.waiting(connection, chain, PLACED_AT_ONCE);
                List<E> genuine = waiting.stream().filter(appender::isGenuine).toList();
                if (genuine.size() < waiting.size()) {
                    log.error(
                            "{} entries wait to be chained that this application did not write; verification names them",
                            waiting.size() - genuine.size());
                }
                if (!genuine.isEmpty()) {
                    ChainAppender.Linked<E> linked = appender.link(appender.lock(connection), genuine);
                    rows.place(connection, linked.entries());
                    appender.advance(connection, linked);
                }
                return genuine.size();
            });
        } while (placed == PLACED_AT_ONCE);
    }
}
