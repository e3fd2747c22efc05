package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completed verifications of one log in {@code opsmon_verification}, for {@value #KEPT_DAYS} days. A row without a
 * valid signature is skipped, because a user of the database could have written it. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcVerifications {

    private static final Logger log = LoggerFactory.getLogger(JdbcVerifications.class);
    private static final int KEPT_DAYS = 400;
    private static final String SELECT = "SELECT id, certificate FROM opsmon_verification WHERE log = ?";

    private final String logName;
    private final OwnTransactions transactions;
    private final Sealer sealer;

    /**
     * Completed verification.
     *
     * @param id the identifier
     * @param certificate the signed result
     */
    public record Completed(UUID id, VerificationCertificate certificate) {}

    /**
     * Creates the verifications of a log.
     *
     * @param logName the name of the log
     * @param dataSource the database with {@code opsmon_verification}
     * @param sealer verifies signatures
     */
    public JdbcVerifications(String logName, DataSource dataSource, Sealer sealer) {
        this.logName = logName;
        this.transactions = new OwnTransactions(dataSource);
        this.sealer = sealer;
    }

    /**
     * Stores a completed verification, and removes verifications that are too old.
     *
     * @param completed the verification
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void add(Completed completed) {
        Instant startedAt = startedAt(completed);
        transactions.execute("Store a verification", connection -> {
            DatabaseDialect values = transactions.dialect(connection);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO opsmon_verification (log, started_at, id, certificate) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, logName);
                insert.setObject(2, values.toSql(startedAt));
                insert.setString(3, completed.id().toString());
                insert.setString(4, completed.certificate().text());
                insert.executeUpdate();
            }
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM opsmon_verification WHERE log = ? AND started_at < ?")) {
                delete.setString(1, logName);
                delete.setObject(2, values.toSql(startedAt.minus(Duration.ofDays(KEPT_DAYS))));
                delete.executeUpdate();
            }
        });
    }

    private static Instant startedAt(Completed completed) {
        return completed.certificate().report().startedAt().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns the newest verifications.
     *
     * @param limit the maximum number of rows to read
     * @return the verifications with valid certificates, newest first
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<Completed> newest(int limit) {
        return transactions.run(
                "List verifications",
                connection -> read(connection, SELECT + " ORDER BY started_at DESC, id DESC", List.of(logName), limit));
    }

    /**
     * Finds a verification.
     *
     * @param id the identifier
     * @return the verification; empty if there is none with this identifier and a valid certificate
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public Optional<Completed> find(UUID id) {
        return transactions.run(
                "Find a verification",
                connection -> read(connection, SELECT + " AND id = ?", List.of(logName, id.toString()), 1).stream()
                        .findFirst());
    }

    private List<Completed> read(Connection connection, String sql, List<String> parameters, int limit)
            throws SQLException {
        List<Completed> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                select.setString(i + 1, parameters.get(i));
            }
            select.setMaxRows(limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    read(row.getString(1), row.getString(2)).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<Completed> read(String id, String text) {
        try {
            VerificationCertificate certificate = VerificationCertificate.parse(text);
            if (certificate.isBelieved(sealer) && certificate.report().log().equals(logName)) {
                return Optional.of(new Completed(UUID.fromString(id), certificate));
            }
            log.warn("Skipping the verification {}: its certificate is not signed with a configured key", id);
        } catch (IllegalArgumentException malformed) {
            log.warn("Skipping the verification {}: {}", id, malformed.getMessage());
        }
        return Optional.empty();
    }
}
