package io.opsmon.chain.internal.jdbc;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.KnownFinding;
import io.opsmon.chain.KnownFinding.Acknowledgement;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.jdbc.StorableText;
import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Findings of one log, in the table {@code opsmon_finding} and in memory, because an owner of the database can empty
 * the table. A new finding is logged as ERROR and passed to a listener. A finding stays open until an operator
 * acknowledges it; the acknowledgement is signed. Thread-safe.
 *
 * @since 0.1
 */
public final class FindingLog {

    private static final Logger log = LoggerFactory.getLogger(FindingLog.class);

    private final String logName;
    private final OwnTransactions transactions;
    private final Sealer sealer;
    private final Clock clock;
    private final Consumer<Finding> listener;
    private final Map<Key, KnownFinding> seen = new ConcurrentHashMap<>();

    /** Identity of a finding. */
    record Key(String chain, Finding.Kind kind, long sequence) {

        static Key of(Finding finding) {
            return new Key(finding.chain(), finding.kind(), finding.sequence());
        }
    }

    /**
     * Creates the findings of a log.
     *
     * @param logName the name of the log
     * @param transactions transactions on the database with {@code opsmon_finding}
     * @param sealer signs acknowledgements
     * @param clock the time of findings
     * @param listener receives each new finding on the reporting thread; must not throw
     */
    public FindingLog(
            String logName, OwnTransactions transactions, Sealer sealer, Clock clock, Consumer<Finding> listener) {
        this.logName = logName;
        this.transactions = transactions;
        this.sealer = sealer;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Reports findings.
     *
     * @param findings the findings; known findings are not logged again
     * @return the findings that no operator has acknowledged
     */
    public List<Finding> report(Collection<Finding> findings) {
        if (findings.isEmpty()) {
            return List.of();
        }
        Map<Key, KnownFinding> known = known();
        List<Finding> open = new ArrayList<>();
        for (Finding finding : findings) {
            Key key = Key.of(finding);
            @Nullable KnownFinding before = known.get(key);
            if (before == null) {
                KnownFinding fresh = new KnownFinding(finding, now(), null);
                if (seen.putIfAbsent(key, fresh) == null) {
                    log.error(
                            "Integrity finding in the {}: {} at entry {} of the chain \"{}\": {}. See docs/tamper-evidence.md",
                            logName,
                            finding.kind(),
                            finding.sequence(),
                            finding.chain(),
                            finding.detail());
                    listener.accept(finding);
                }
                store(fresh);
                open.add(finding);
            } else if (before.isOpen()) {
                open.add(finding);
            }
        }
        return open;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void store(KnownFinding known) {
        try {
            transactions.execute("Store a finding", connection -> insert(connection, known));
        } catch (RuntimeException failure) {
            log.warn("Storing a finding failed; it is kept in memory only: {}", failure.toString());
        }
    }

    private void insert(Connection connection, KnownFinding known) throws SQLException {
        Finding finding = known.finding();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO opsmon_finding (log, chain, kind, seq, entry_id, detail, found_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, logName);
            insert.setString(2, finding.chain());
            insert.setString(3, finding.kind().name());
            insert.setLong(4, finding.sequence());
            insert.setString(
                    5, finding.entryId() == null ? null : finding.entryId().toString());
            insert.setString(6, StorableText.fit(finding.detail(), 1_000));
            insert.setObject(7, transactions.dialect(connection).toSql(known.foundAt()));
            insert.executeUpdate();
        }
    }

    /**
     * Returns all findings, acknowledged or not.
     *
     * @return the findings, newest first
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<KnownFinding> all() {
        return known().values().stream()
                .sorted((one, other) -> other.foundAt().compareTo(one.foundAt()))
                .toList();
    }

    /**
     * Returns the number of open findings known to this process, without access to the database.
     *
     * @return the number at the last report or list
     */
    public long openInMemory() {
        return seen.values().stream().filter(KnownFinding::isOpen).count();
    }

    /** Returns the findings in the database and in memory; an acknowledgement counts only with a valid signature. */
    private Map<Key, KnownFinding> known() {
        Map<Key, KnownFinding> stored = transactions.run("List findings", this::known);
        stored.forEach((key, finding) -> {
            if (finding.isOpen()) {
                seen.putIfAbsent(key, finding);
            } else {
                seen.put(key, finding);
            }
        });
        Map<Key, KnownFinding> all = new LinkedHashMap<>(seen);
        all.putAll(stored);
        return all;
    }

    private Map<Key, KnownFinding> known(Connection connection) throws SQLException {
        Map<Key, KnownFinding> known = new LinkedHashMap<>();
        DatabaseDialect values = transactions.dialect(connection);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT chain, kind, seq, entry_id, detail, found_at, acknowledged_at, acknowledged_by, reason, proof FROM opsmon_finding WHERE log = ?")) {
            select.setString(1, logName);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    try {
                        KnownFinding finding = finding(row, values);
                        known.put(Key.of(finding.finding()), finding);
                    } catch (IllegalArgumentException unreadable) {
                        log.warn("Skipping a malformed row of opsmon_finding: {}", unreadable.toString());
                    }
                }
            }
        }
        return known;
    }

    private KnownFinding finding(ResultSet row, DatabaseDialect values) throws SQLException {
        @Nullable String id = row.getString(4);
        Finding finding = new Finding(
                Finding.Kind.valueOf(row.getString(2)),
                row.getString(1),
                row.getLong(3),
                id == null ? null : UUID.fromString(id),
                row.getString(5));
        @Nullable String by = row.getString(8);
        @Nullable Acknowledgement acknowledgement = null;
        if (by != null) {
            Acknowledgement stored = new Acknowledgement(values.instant(row, 7), by, row.getString(9));
            Sealer.Verdict verdict = sealer.verifyProof("acknowledged", content(finding, stored), row.getString(10));
            acknowledgement = verdict == Sealer.Verdict.VALID || !sealer.hasKeys() ? stored : null;
        }
        return new KnownFinding(finding, values.instant(row, 6), acknowledgement);
    }

    /** Returns the keys of the acknowledged findings, read on the caller's connection. */
    Set<Key> acknowledged(Connection connection) throws SQLException {
        Set<Key> keys = new HashSet<>();
        known(connection).forEach((key, finding) -> {
            if (!finding.isOpen()) {
                keys.add(key);
            }
        });
        return keys;
    }

    /**
     * Acknowledges the open findings of a chain without entries, such as findings about legal holds.
     *
     * @param chain the name of the chain
     * @param by the operator, at most 200 characters
     * @param reason the explanation, at most 500 characters
     * @throws org.springframework.dao.DataAccessException if the database fails; nothing is acknowledged in this case
     */
    public void acknowledge(String chain, String by, String reason) {
        List<Finding> open = all().stream()
                .filter(known -> known.isOpen() && known.finding().chain().equals(chain))
                .map(KnownFinding::finding)
                .toList();
        transactions.execute("Acknowledge findings", connection -> acknowledge(connection, open, by, reason));
    }

    /** Stores a signed acknowledgement of the findings, on the caller's connection. */
    void acknowledge(Connection connection, Collection<Finding> findings, String by, String reason)
            throws SQLException {
        Acknowledgement acknowledgement = new Acknowledgement(now(), by, reason);
        Set<Key> stored = known(connection).keySet();
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE opsmon_finding SET acknowledged_at = ?, acknowledged_by = ?, reason = ?, proof = ? WHERE log = ? AND chain = ? AND kind = ? AND seq = ?")) {
            for (Finding finding : findings) {
                if (!stored.contains(Key.of(finding))) {
                    insert(connection, new KnownFinding(finding, now(), null));
                }
                update.setObject(1, transactions.dialect(connection).toSql(acknowledgement.at()));
                update.setString(2, by);
                update.setString(3, reason);
                update.setString(4, sealer.proof("acknowledged", content(finding, acknowledgement)));
                update.setString(5, logName);
                update.setString(6, finding.chain());
                update.setString(7, finding.kind().name());
                update.setLong(8, finding.sequence());
                update.executeUpdate();
            }
        }
    }

    private Hash content(Finding finding, Acknowledgement acknowledgement) {
        return CanonicalForm.hashOf(
                logName,
                finding.chain(),
                finding.kind().name(),
                Long.toString(finding.sequence()),
                acknowledgement.at().toString(),
                acknowledgement.by(),
                acknowledgement.reason());
    }
}
