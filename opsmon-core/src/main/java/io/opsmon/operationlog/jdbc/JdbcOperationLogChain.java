package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.Seal;
import io.opsmon.chain.SealArchive;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.jdbc.ChainAppender;
import io.opsmon.chain.jdbc.ChainKeeper;
import io.opsmon.chain.jdbc.ChainVerification;
import io.opsmon.chain.jdbc.JdbcChains;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogForm;
import java.time.Clock;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * The hash chains of operation logs in a database: what the repository appends to, what keeps and what verifies them. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcOperationLogChain {

    /** The name of the log in chains and seals. */
    public static final String LOG = "operation-log";

    private final ChainAppender<OperationLogEntry> appender;
    private final ChainKeeper<OperationLogEntry> keeper;
    private final ChainVerification<OperationLogEntry> verification;
    private final Sealer sealer;

    /**
     * Makes the chains of a database.
     *
     * @param dataSource where {@code opsmon_operation_log} is
     * @param node this node's name, at most 100 characters: the chain it appends to
     * @param sealer has the keys
     * @param archives keep seals elsewhere
     * @param clock the time of seals
     */
    public JdbcOperationLogChain(
            DataSource dataSource, String node, Sealer sealer, List<SealArchive> archives, Clock clock) {
        OperationLogForm form = new OperationLogForm();
        JdbcChains chains = new JdbcChains(LOG);
        OperationLogTable table = new OperationLogTable(dataSource, null);
        OperationLogRows rows = new OperationLogRows(table);
        String name = node.length() <= 100 ? node : node.substring(0, 100);
        this.sealer = sealer;
        this.appender = new ChainAppender<>(chains, form, sealer, name);
        this.keeper = new ChainKeeper<>(table.transactions(), chains, form, rows, sealer, archives, clock);
        this.verification = new ChainVerification<>(table.transactions(), chains, form, rows, sealer, archives, clock);
    }

    ChainAppender<OperationLogEntry> appender() {
        return appender;
    }

    Sealer sealer() {
        return sealer;
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
