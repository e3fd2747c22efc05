package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.jdbc.ChainAppender;
import io.opsmon.chain.internal.jdbc.ChainKeeper;
import io.opsmon.chain.internal.jdbc.ChainVerification;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.maintenance.NodeLock;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Hash chains of a log in a database: appending, sealing and verification. Thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class JdbcLogChain<E extends RecordedEntry> {

    private final LogDefinition<E> definition;
    private final ChainAppender<E> appender;
    private final ChainKeeper<E> keeper;
    private final ChainVerification<E> verification;
    private final FindingLog findings;
    private final JdbcLegalHolds holds;
    private final @Nullable String commonChain;

    /** Excludes other nodes from sealing the common chain; null if each node has its own chain. */
    private final @Nullable NodeLock sealing;

    /**
     * Creates the chains of a database.
     *
     * @param definition the table of the log
     * @param dataSource the database of the table
     * @param node the name of this node, at most 100 characters; also the name of its chain
     * @param sealer the keys
     * @param archives external archives of seals
     * @param clock the time of seals
     */
    public JdbcLogChain(
            LogDefinition<E> definition,
            DataSource dataSource,
            String node,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock) {
        this(
                definition,
                dataSource,
                node,
                sealer,
                archives,
                clock,
                new FindingLog(definition.name(), new OwnTransactions(dataSource), sealer, clock, finding -> {}));
    }

    /**
     * Creates the chains of a database with a shared finding log.
     *
     * @param definition the table of the log
     * @param dataSource the database of the table
     * @param node the name of this node, at most 100 characters; also the name of its chain
     * @param sealer the keys
     * @param archives external archives of seals
     * @param clock the time of seals
     * @param findings receives findings; shared with the retention of the log
     */
    public JdbcLogChain(
            LogDefinition<E> definition,
            DataSource dataSource,
            String node,
            Sealer sealer,
            List<SealArchive> archives,
            Clock clock,
            FindingLog findings) {
        this.findings = findings;
        this.definition = definition;
        this.holds = new JdbcLegalHolds(definition, dataSource, sealer, clock);
        ChainedForm<E> form = definition.form();
        LogStatements<E> table = new LogStatements<>(definition, dataSource, null);
        JdbcChains chains =
                new JdbcChains(definition.name(), table.transactions().dialects());
        LogRows<E> rows = new LogRows<>(table);
        String name = node.length() <= 100 ? node : node.substring(0, 100);
        this.commonChain = definition.commonChain();
        this.sealing = commonChain == null ? null : new NodeLock(dataSource, definition.name() + "-seal", node);
        String own = commonChain == null ? name : commonChain;
        this.keeper = new ChainKeeper<>(
                table.transactions(), chains, form, rows, sealer, archives, clock, name, own, findings);
        this.appender = new ChainAppender<>(chains, form, sealer, own, keeper);
        this.verification =
                new ChainVerification<>(table.transactions(), chains, form, rows, sealer, archives, clock, findings);
    }

    /**
     * Returns the definition of the log.
     *
     * @return the definition
     */
    public LogDefinition<E> definition() {
        return definition;
    }

    /**
     * Returns the appender, which gives new entries their positions in the chain.
     *
     * @return the appender
     */
    public ChainAppender<E> appender() {
        return appender;
    }

    /**
     * Chains entries that waited for their transactions, and seals new entries. If another node seals the common chain
     * at the same time, this node does not.
     *
     * @return the new seals
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<Seal> keep() {
        link();
        if (sealing == null) {
            return keeper.keep();
        }
        try (NodeLock.@Nullable Held lock = sealing.tryAcquire().orElse(null)) {
            return lock == null ? List.of() : keeper.keep();
        }
    }

    /**
     * Chains entries that waited for their transactions. One node at a time does.
     *
     * @return the number of chained entries
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public long link() {
        return keeper.placeWaiting(appender.chain());
    }

    /**
     * Returns the findings of sealing, retention and verification.
     *
     * @return the findings; shared with the retention of the log
     */
    public FindingLog findings() {
        return findings;
    }

    /**
     * Continues a chain in spite of its findings, for example after a restore of the database. All present findings of
     * the chain are marked as acknowledged and stay listed. The chain is sealed anew from its present last entry.
     *
     * @param chainName the name of the chain, or {@link JdbcLegalHolds#FINDINGS}
     * @param by the operator, at most 200 characters
     * @param reason the explanation, at most 500 characters
     * @throws org.springframework.dao.DataAccessException if the database fails; nothing is acknowledged in this case
     */
    public void acknowledge(String chainName, String by, String reason) {
        Assert.hasText(reason, "An acknowledgement requires a reason");
        Assert.isTrue(
                by.length() <= 200 && reason.length() <= 500,
                "The operator is limited to 200 characters, the reason to 500");
        if (chainName.equals(JdbcLegalHolds.FINDINGS)) {
            findings.acknowledge(chainName, by, reason);
            return;
        }
        List<Finding> present = new ArrayList<>(keeper.present(chainName));
        VerificationReport report = verification.verify(count -> {});
        long seen = 0;
        for (ChainReport chain : report.chains()) {
            if (chain.chain().equals(chainName)) {
                present.addAll(chain.findings());
                seen = chain.lastSequence();
            }
        }
        report.outside().stream()
                .filter(finding -> finding.chain().equals(chainName))
                .forEach(present::add);
        keeper.acknowledge(chainName, present.stream().distinct().toList(), seen, by, reason);
    }

    /**
     * Verifies every chain, and the legal holds of the log.
     *
     * @param progress receives the number of entries verified so far, from time to time
     * @return the report
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public VerificationReport verify(LongConsumer progress) {
        VerificationReport report = verification.verify(progress);
        // Unsealed and unchained entries are reported by the next sealing run.
        findings.report(report.findings().stream()
                .filter(finding -> finding.kind() != Kind.UNSEALED && finding.kind() != Kind.UNCHAINED)
                .toList());
        List<Finding> damages = holds.damages();
        List<Finding> open = findings.report(damages);
        return report.with(
                open,
                damages.stream().filter(finding -> !open.contains(finding)).toList());
    }
}
