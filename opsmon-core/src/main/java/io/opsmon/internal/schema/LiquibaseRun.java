package io.opsmon.internal.schema;

import io.opsmon.jdbc.DatabaseFamily;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.MariaDBDatabase;
import liquibase.database.core.MySQLDatabase;
import liquibase.database.core.PostgresDatabase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.exception.LockException;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * One run of Liquibase over opsmon's changelogs. Loaded only if a start finds tables that are not current, and
 * Liquibase is present. The contexts of optional changes are never empty: without any context, Liquibase would run all
 * changes.
 */
record LiquibaseRun(DataSource dataSource, List<String> changelogs, Set<String> options, DatabaseFamily family) {

    private static final Logger log = LoggerFactory.getLogger(LiquibaseRun.class);

    /**
     * Maximum time in minutes that a start waits for the migration of another node; Liquibase's default is five
     * minutes.
     */
    private static final long LOCK_WAIT_MINUTES = 1;

    void run(SchemaMode mode, Map<String, String> fingerprints) {
        Map<String, Object> quiet = new TreeMap<>();
        quiet.put(Scope.Attr.ui.name(), new LoggerUIService());
        quiet.put(Scope.Attr.logService.name(), new LiquibaseLog());
        quiet.put("liquibase.analytics.enabled", false);
        quiet.put("liquibase.changelogLockWaitTimeInMinutes", LOCK_WAIT_MINUTES);
        try (Connection connection = dataSource.getConnection()) {
            Scope.child(quiet, () -> {
                Database database = databaseOf(connection);
                database.setDatabaseChangeLogTableName(SchemaMigrator.CHANGELOG_TABLE);
                database.setDatabaseChangeLogLockTableName(SchemaMigrator.LOCK_TABLE);
                ResourceAccessor reader =
                        new ClassLoaderResourceAccessor(getClass().getClassLoader());
                Scope.child(
                        Map.of(Scope.Attr.database.name(), database, Scope.Attr.resourceAccessor.name(), reader),
                        () -> {
                            run(mode, database, reader);
                            if (mode == SchemaMode.MIGRATE) {
                                tag(connection, fingerprints);
                            }
                        });
            });
        } catch (SchemaException known) {
            throw known;
        } catch (Exception failure) {
            if (failure.getCause() instanceof SchemaException known) {
                throw known;
            }
            if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof LockException) {
                throw new SchemaException(
                        "Migrating opsmon's tables failed: another node holds the lock in " + SchemaMigrator.LOCK_TABLE
                                + ". If no node is migrating, a migration was killed: delete the row of this table.",
                        failure);
            }
            throw new SchemaException("Migrating opsmon's tables failed: " + failure.getMessage(), failure);
        }
    }

    private void run(SchemaMode mode, Database database, ResourceAccessor reader) throws LiquibaseException {
        if (mode != SchemaMode.MIGRATE) {
            for (String changelog : changelogs) {
                requireNothingToDo(changelog, database, reader);
            }
            return;
        }
        for (String changelog : changelogs) {
            update(changelog, database);
        }
        log.debug("opsmon's tables are up to date");
    }

    /**
     * Tags the newest row of each changelog. Liquibase itself tags the newest row of the table only. The connection is
     * that of Liquibase, because a pool may have one connection only.
     */
    private static void tag(Connection connection, Map<String, String> fingerprints) {
        try {
            for (Map.Entry<String, String> each : fingerprints.entrySet()) {
                tag(connection, each.getKey(), each.getValue());
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException failure) {
            log.warn("Tagging the current migration failed; the next start repeats it: {}", failure.toString());
        }
    }

    private static void tag(Connection connection, String capability, String fingerprint) throws SQLException {
        String file = "opsmon/" + capability;
        try (PreparedStatement newest = connection.prepareStatement(
                        "SELECT MAX(ORDEREXECUTED) FROM " + SchemaMigrator.CHANGELOG_TABLE + " WHERE FILENAME = ?");
                PreparedStatement update = connection.prepareStatement("UPDATE " + SchemaMigrator.CHANGELOG_TABLE
                        + " SET TAG = ? WHERE FILENAME = ? AND ORDEREXECUTED = ?")) {
            newest.setString(1, file);
            try (ResultSet row = newest.executeQuery()) {
                row.next();
                update.setString(1, fingerprint);
                update.setString(2, file);
                update.setInt(3, row.getInt(1));
                update.executeUpdate();
            }
        }
    }

    /**
     * Returns Liquibase's view of the database. Liquibase chooses by the product name. For servers with another name,
     * and for relatives of PostgreSQL under their own short names, opsmon's changelogs would do nothing.
     */
    private Database databaseOf(Connection connection) throws LiquibaseException, SQLException {
        JdbcConnection jdbc = new JdbcConnection(connection);
        Database database = switch (family) {
            case H2 -> new CaseAwareH2();
            case POSTGRESQL -> new PostgresDatabase();
            case MYSQL -> {
                Database found = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(jdbc);
                yield found instanceof MySQLDatabase
                        ? found
                        : isMariaDb(connection) ? new MariaDBDatabase() : new MySQLDatabase();
            }
        };
        database.setConnection(jdbc);
        return database;
    }

    private static boolean isMariaDb(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT VERSION()")) {
            return row.next() && String.valueOf(row.getString(1)).contains("MariaDB");
        }
    }

    private void update(String changelog, Database database) throws LiquibaseException {
        new CommandScope("update")
                .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, changelog)
                .addArgumentValue(UpdateCommandStep.CONTEXTS_ARG, String.join(",", options))
                .addArgumentValue(DatabaseChangelogCommandStep.CHANGELOG_PARAMETERS, new ChangelogProperties(database))
                .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                .setOutput(OutputStream.nullOutputStream())
                .execute();
    }

    private void requireNothingToDo(String changelog, Database database, ResourceAccessor reader)
            throws LiquibaseException {
        DatabaseChangeLog parsed = ChangeLogParserFactory.getInstance()
                .getParser(changelog, reader)
                .parse(changelog, new ChangelogProperties(database), reader);
        List<ChangeSet> missing = new Liquibase(parsed, reader, database)
                .listUnrunChangeSets(new Contexts(options.toArray(String[]::new)), new LabelExpression());
        if (!missing.isEmpty()) {
            throw new SchemaException(
                    "opsmon's tables are not current: " + missing.size() + " changes are missing, the first is \""
                            + missing.get(0).getId()
                            + "\". Set opsmon.database.migration=migrate, or run the changelogs in"
                            + " io/opsmon/schema with Liquibase.");
        }
    }
}
