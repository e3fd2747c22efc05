package io.opsmon.internal.schema;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.jdbc.DatabaseDialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates opsmon's tables once, before their first use.
 *
 * <p>Liquibase records its work in {@code opsmon_databasechangelog} and locks {@code opsmon_databasechangeloglock}, so
 * it does not interfere with a host's own Liquibase or Flyway. After a run, the newest row of each changelog is tagged
 * with its fingerprint. If a start finds the tags of all enabled capabilities, one query is sufficient, and Liquibase
 * is not even loaded.
 *
 * <p>Not thread-safe. If several nodes start at once, the lock of Liquibase serializes their migrations.
 *
 * @since 0.1
 */
public final class SchemaMigrator {

    /** Table in which Liquibase records its work. */
    public static final String CHANGELOG_TABLE = "opsmon_databasechangelog";

    /** Lock table of Liquibase. */
    public static final String LOCK_TABLE = "opsmon_databasechangeloglock";

    private static final String MONTHLY_PARTITIONS = "monthly-partitions";

    private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);

    private final DataSource dataSource;
    private final List<String> capabilities;
    private final TreeSet<String> options;
    private final Dialects dialects;

    /**
     * Creates a migrator.
     *
     * @param dataSource the database of opsmon's tables
     * @param capabilities the names of the changelogs in {@code io/opsmon/schema}, one for each enabled capability,
     *     such as {@code operation-log}
     */
    public SchemaMigrator(DataSource dataSource, List<String> capabilities) {
        this(dataSource, capabilities, Set.of());
    }

    /**
     * Creates a migrator with optional changes.
     *
     * @param dataSource the database of opsmon's tables
     * @param capabilities the names of the changelogs in {@code io/opsmon/schema}
     * @param options the contexts of optional changes: {@code text-index}, {@code monthly-partitions}
     */
    public SchemaMigrator(DataSource dataSource, List<String> capabilities, Set<String> options) {
        this(dataSource, capabilities, options, Dialects.of(dataSource));
    }

    /**
     * Creates a migrator with optional changes, for a host with dialects of its own.
     *
     * @param dataSource the database of opsmon's tables
     * @param capabilities the names of the changelogs in {@code io/opsmon/schema}
     * @param options the contexts of optional changes: {@code text-index}, {@code monthly-partitions}
     * @param dialects the detection of the database's dialect
     */
    public SchemaMigrator(DataSource dataSource, List<String> capabilities, Set<String> options, Dialects dialects) {
        this.dialects = dialects;
        this.options = new TreeSet<>(options);
        // Without any context, Liquibase would run all changes.
        this.options.add("opsmon");
        this.dataSource = dataSource;
        this.capabilities = List.copyOf(capabilities);
    }

    /**
     * Migrates or validates the tables according to a mode.
     *
     * @param mode migrate, validate or nothing
     * @throws DatabaseUnreachableException if the database does not answer
     * @throws SchemaException if a change fails, or validation finds tables that are not current
     */
    public void run(SchemaMode mode) {
        if (mode == SchemaMode.NONE) {
            return;
        }
        Map<String, String> fingerprints = fingerprints();
        DatabaseDialect dialect;
        try (Connection connection = dataSource.getConnection()) {
            dialect = SupportedDatabase.require(dialects, connection);
            if (isCurrent(connection, fingerprints.values())) {
                log.debug("opsmon's tables are current");
                return;
            }
        } catch (SQLException failure) {
            throw new DatabaseUnreachableException(
                    "Connecting to the database of opsmon's tables failed: " + failure.getMessage(), failure);
        } catch (IllegalStateException noTarget) {
            // Thrown by a routing DataSource without a default target.
            throw new SchemaException(
                    "The DataSource of opsmon's tables provides no connection: " + noTarget.getMessage()
                            + ". Name a DataSource bean with a fixed target in opsmon.database.data-source.",
                    noTarget);
        }
        String missing = OptionalLibrary.missing("Migrations of opsmon's tables", OptionalLibrary.LIQUIBASE);
        if (!missing.isEmpty()) {
            throw new SchemaException(missing
                    + ". Add the library, or set opsmon.database.migration=none and run the changelogs in"
                    + " io/opsmon/schema yourself.");
        }
        List<String> changelogs =
                capabilities.stream().map(SchemaMigrator::changelog).toList();
        new LiquibaseRun(dataSource, changelogs, options(dialect), dialect.family()).run(mode, fingerprints);
    }

    private static String changelog(String capability) {
        return "io/opsmon/schema/" + capability + ".xml";
    }

    /**
     * Returns the detection of the database's dialect.
     *
     * @return the detection
     */
    Dialects dialects() {
        return dialects;
    }

    private Set<String> options(DatabaseDialect dialect) {
        TreeSet<String> possible = new TreeSet<>(options);
        if (!dialect.hasMonthlyPartitions()) {
            possible.remove(MONTHLY_PARTITIONS);
        }
        return possible;
    }

    private static boolean isCurrent(Connection connection, Collection<String> fingerprints) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(DISTINCT TAG) FROM "
                + CHANGELOG_TABLE + " WHERE TAG IN ("
                + String.join(", ", Collections.nCopies(fingerprints.size(), "?")) + ")")) {
            int index = 0;
            for (String fingerprint : fingerprints) {
                statement.setString(++index, fingerprint);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) == fingerprints.size();
            }
        } catch (SQLException noSuchTable) {
            return false;
        }
    }

    private Map<String, String> fingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        capabilities.forEach(capability -> fingerprints.put(capability, fingerprint(capability)));
        return fingerprints;
    }

    /** Returns the SHA-256 of a changelog and the options, which changes with every change of them. */
    private String fingerprint(String capability) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(capability.getBytes(StandardCharsets.UTF_8));
            digest.update(read(changelog(capability)));
            digest.update(String.join(",", options).getBytes(StandardCharsets.UTF_8));
            return "opsmon-" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] read(String changelog) {
        try (InputStream in = SchemaMigrator.class.getClassLoader().getResourceAsStream(changelog)) {
            if (in == null) {
                throw new SchemaException("The changelog \"" + changelog + "\" does not exist");
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new SchemaException("Reading the changelog \"" + changelog + "\" failed", failure);
        }
    }
}
