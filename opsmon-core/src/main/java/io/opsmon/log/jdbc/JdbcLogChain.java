package io.opsmon.log.jdbc;

import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealArchive;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.jdbc.ChainAppender;
import io.opsmon.chain.jdbc.ChainKeeper;
import io.opsmon.chain.jdbc.ChainVerification;
import io.opsmon.chain.jdbc.JdbcChains;
import io.opsmon.log.LogKind;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * The hash chains of a log in a database: what the repository appends to, what keeps and what verifies them. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcLogChain<E extends RecordedEntry> {

    private final LogKind<E> kind;
    private final ChainAppender<E> appender;
    private final ChainKeeper<E> keeper;
    private final ChainVerification<E> verification;

    /**
     * Makes the chains of a database.
     *
     * @param layout the log's table
     * @param dataSource where it is
     * @param node this node's name, at most 100 characters: the chain it appends to
     * @param sealer has the keys
     * @param archives keep seals elsewhere
     * @param clock the time of seals
     */
    public JdbcLogChain(
            LogLayout<E> layout,
            DataSource dataSource,
            String node,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock) {
        this.kind = layout.kind();
        ChainedForm<E> form = kind.form();
        JdbcChains chains = new JdbcChains(kind.name());
        LogTable<E> table = new LogTable<>(layout, dataSource, null);
        LogRows<E> rows = new LogRows<>(table);
        String name = node.length() <= 100 ? node : node.substring(0, 100);
        this.appender = new ChainAppender<>(chains, form, sealer, name);
        this.keeper = new ChainKeeper<>(table.transactions(), chains, form, rows, sealer, archives, clock);
        this.verification = new ChainVerification<>(table.transactions(), chains, form, rows, sealer, archives, clock);
    }

    /**
     * The log.
     *
     * @return its kind
     */
    public LogKind<E> kind() {
        return kind;
    }

    /**
     * What a store gives entries their places with.
     *
     * @return the appender
     */
    public ChainAppender<E> appender() {
        return appender;
    }

    /**
     * Chains entries that waited for their transactions, and seals what is new.
     *
     * @return the seals made
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<Seal> keep() {
        keeper.placeWaiting(appender.chain());
        return keeper.keep();
    }

    /**
     * Verifies every chain.
     *
     * @param progress told the number of entries looked at so far, from time to time
     * @return the report
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public VerificationReport verify(LongConsumer progress) {
        return verification.verify(progress);
    }
}
