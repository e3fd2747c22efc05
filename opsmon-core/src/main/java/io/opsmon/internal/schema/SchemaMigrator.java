package io.opsmon.internal.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.exception.LockException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Migrates opsmon's tables once, before their first use.
 *
 * <p>Liquibase records its work in {@code opsmon_databasechangelog} and locks {@code opsmon_databasechangeloglock}, so
 * it does not interfere with a host's own Liquibase or Flyway. After a run, the newest row is tagged with a fingerprint
 * of all changelogs. If a start finds the tag, one query is sufficient, and Liquibase is not even loaded.
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

    private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);

    /**
     * Maximum time in minutes that a start waits for the migration of another node; Liquibase's default is five
     * minutes.
     */
    private static final long LOCK_WAIT_MINUTES = 1;

    private final DataSource dataSource;
    private final List<String> changelogs;
    private final TreeSet<String> options;

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
        this.options = new TreeSet<>(options);
        // Without any context, Liquibase would run all changes.
        this.options.add("opsmon");
        this.dataSource = dataSource;
        this.changelogs = capabilities.stream()
                .map(capability -> "io/opsmon/schema/" + capability + ".xml")
                .toList();
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
        String fingerprint = fingerprint();
        try (Connection connection = dataSource.getConnection()) {
            SupportedDatabase.require(connection);
            if (isCurrent(connection, fingerprint)) {
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
        runLiquibase(mode, fingerprint);
    }

    private static boolean isCurrent(Connection connection, String fingerprint) {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT COUNT(*) FROM " + CHANGELOG_TABLE + " WHERE TAG = ?")) {
            statement.setString(1, fingerprint);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) > 0;
            }
        } catch (SQLException noSuchTable) {
            return false;
        }
    }

    private void runLiquibase(SchemaMode mode, String fingerprint) {
        Map<String, Object> quiet = new TreeMap<>();
        quiet.put(Scope.Attr.ui.name(), new LoggerUIService());
        quiet.put(Scope.Attr.logService.name(), new LiquibaseLog());
        quiet.put("liquibase.analytics.enabled", false);
        quiet.put("liquibase.changelogLockWaitTimeInMinutes", LOCK_WAIT_MINUTES);
        try (Connection connection = dataSource.getConnection()) {
            Scope.child(quiet, () -> {
                Database database = databaseOf(connection);
                database.setDatabaseChangeLogTableName(CHANGELOG_TABLE);
                database.setDatabaseChangeLogLockTableName(LOCK_TABLE);
                for (String changelog : changelogs) {
                    Liquibase liquibase = new Liquibase(
                            changelog,
                            new ClassLoaderResourceAccessor(getClass().getClassLoader()),
                            database);
                    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                    if (mode == SchemaMode.MIGRATE) {
                        liquibase.update(contexts(), new LabelExpression());
                    } else {
                        requireNothingToDo(liquibase);
                    }
                }
                if (mode == SchemaMode.MIGRATE) {
                    new Liquibase(
                                    changelogs.get(0),
                                    new ClassLoaderResourceAccessor(getClass().getClassLoader()),
                                    database)
                            .tag(fingerprint);
                    log.debug("opsmon's tables are up to date");
                }
            });
        } catch (SchemaException known) {
            throw known;
        } catch (Exception failure) {
            if (failure.getCause() instanceof SchemaException known) {
                throw known;
            }
            if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof LockException) {
                throw new SchemaException(
                        "Migrating opsmon's tables failed: another node holds the lock in " + LOCK_TABLE
                                + ". If no node is migrating, a migration was killed: delete the row of this table.",
                        failure);
            }
            throw new SchemaException("Migrating opsmon's tables failed: " + failure.getMessage(), failure);
        }
    }

    private static Database databaseOf(Connection connection) throws LiquibaseException {
        JdbcConnection jdbc = new JdbcConnection(connection);
        CaseAwareH2 h2 = new CaseAwareH2();
        if (h2.isCorrectDatabaseImplementation(jdbc)) {
            h2.setConnection(jdbc);
            return h2;
        }
        return DatabaseFactory.getInstance().findCorrectDatabaseImplementation(jdbc);
    }

    private Contexts contexts() {
        return new Contexts(options.toArray(String[]::new));
    }

    private void requireNothingToDo(Liquibase liquibase) throws LiquibaseException {
        List<ChangeSet> missing = liquibase.listUnrunChangeSets(contexts(), new LabelExpression());
        if (!missing.isEmpty()) {
            throw new SchemaException(
                    "opsmon's tables are not current: " + missing.size() + " changes are missing, the first is \""
                            + missing.get(0).getId()
                            + "\". Set opsmon.database.migration=migrate, or run the changelogs in"
                            + " io/opsmon/schema with Liquibase.");
        }
    }

    /** Returns the SHA-256 of the changelogs and options, which changes with every change of them. */
    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String changelog : changelogs) {
                digest.update(changelog.getBytes(StandardCharsets.UTF_8));
                digest.update(read(changelog));
            }
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
