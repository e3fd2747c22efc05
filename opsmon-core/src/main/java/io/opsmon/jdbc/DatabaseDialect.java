package io.opsmon.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SQL and driver differences of a database that stores opsmon's tables.
 *
 * <p>A bean of this type adds a database. opsmon asks the beans in their order, and then its own dialects. The first
 * dialect that supports the database is used for all tables. Every method except {@link #supports} and {@link #family}
 * has a default for the family. A dialect overrides the methods in which its database differs. The contract test
 * {@code DatabaseDialectContract} shows which ones these are.
 *
 * <pre>{@code
 * @Bean
 * DatabaseDialect oceanBase() {
 *     return new DatabaseDialect() {
 *         public boolean supports(Connection connection) throws SQLException {
 *             return connection.getMetaData().getDatabaseProductName().equals("OceanBase");
 *         }
 *
 *         public DatabaseFamily family() {
 *             return DatabaseFamily.MYSQL;
 *         }
 *     };
 * }
 * }</pre>
 *
 * <p>The database needs transactions with savepoints, {@code SELECT ... FOR UPDATE}, and unique keys that are enforced
 * when a row is inserted. A violation has an SQL state that begins with 23. Implementations are thread-safe and keep no
 * connection.
 *
 * @since 0.1
 */
public interface DatabaseDialect {

    /**
     * Returns whether this dialect fits a database. Called once for each DataSource, within a transaction. The
     * connection must remain usable: in PostgreSQL, a failed statement makes a transaction unusable.
     *
     * @param connection a connection to the database; not to be closed
     * @return true if the dialect fits
     * @throws SQLException if the database fails; the detection is repeated at the next use
     */
    boolean supports(Connection connection) throws SQLException;

    /**
     * Returns the family of the database: the defaults of all other methods, and the tables of the migration.
     *
     * @return the family
     */
    DatabaseFamily family();

    /**
     * Returns whether opsmon's migration can create the tables of the {@link #family} in this database. Otherwise the
     * host creates the tables and sets {@code opsmon.database.migration=none}.
     *
     * @return true by default
     */
    default boolean isMigrated() {
        return true;
    }

    /**
     * Returns why a database of this kind cannot store opsmon's tables. Called before the migration.
     *
     * @param connection a connection to the database; not to be closed
     * @return the reason, such as {@code it stores empty texts as NULL}; null if the database is suitable
     * @throws SQLException if the database fails
     */
    default @Nullable String unsuitability(Connection connection) throws SQLException {
        return null;
    }

    /**
     * Converts a UUID to a parameter. The converted values sort like the bytes of the UUIDs.
     *
     * @param id a UUID
     * @return the value for {@code setObject}
     */
    default Object toSql(UUID id) {
        return family().toSql(id);
    }

    /**
     * Converts an instant to a parameter. Microseconds are preserved, whatever the time zones of JVM and session are.
     *
     * @param instant an instant
     * @return the value for {@code setObject}
     */
    default Object toSql(Instant instant) {
        return family().toSql(instant);
    }

    /**
     * Reads a UUID from a row.
     *
     * @param row the row
     * @param column the index of the column
     * @return the UUID; null for NULL
     * @throws SQLException if the column cannot be read
     */
    default @Nullable UUID uuid(ResultSet row, int column) throws SQLException {
        return family().uuid(row, column);
    }

    /**
     * Reads an instant from a row.
     *
     * @param row the row
     * @param column the index of a column that is not NULL
     * @return the instant
     * @throws SQLException if the column cannot be read
     */
    default Instant instant(ResultSet row, int column) throws SQLException {
        return family().instant(row, column);
    }

    /**
     * Returns the clause at the end of a query that limits its rows.
     *
     * @param rows the maximum number of rows: a number, or {@code ?} for a parameter
     * @return {@code LIMIT rows} by default
     */
    default String limit(String rows) {
        return "LIMIT " + rows;
    }

    /**
     * Returns a condition for a column that contains a pattern, ignoring case. In the pattern, {@code !} escapes
     * {@code %}, {@code _} and {@code !}.
     *
     * @param column the name of the column
     * @return a condition with one parameter
     */
    default String containsIgnoringCase(String column) {
        return family().containsIgnoringCase(column);
    }

    /**
     * Returns the expression that the index of a column of names begins with. Names that differ by case have the same
     * key.
     *
     * @param column the name of the column
     * @return an expression to compare with {@link #nameKeyOfParameter}
     */
    default String nameKey(String column) {
        return family().nameKey(column);
    }

    /**
     * Returns the key of a bound name.
     *
     * @return an expression with one parameter
     */
    default String nameKeyOfParameter() {
        return family().nameKeyOfParameter();
    }

    /**
     * Returns a condition for a name, ignoring case.
     *
     * @param column the name of the column
     * @return a condition with one parameter
     */
    default String hasName(String column) {
        return nameKey(column) + " = " + nameKeyOfParameter();
    }

    /**
     * Returns a condition for a key of searched texts that contains a text. The key is in lower case.
     *
     * @param column the name of the generated column of the key
     * @return a condition with one parameter: the text in any case, without wildcards
     */
    default String keyContains(String column) {
        return family().keyContains(column);
    }

    /**
     * Returns the rows of a table that fulfil a condition. The condition is checked in an index, and only rows that
     * fulfil it are read. The rows have the columns {@code candidate_at} and {@code candidate_id} of the index, for the
     * order.
     *
     * @param table the name of the table, with the columns {@code id} and {@code occurred_at}
     * @param index the name of an index that begins with {@code occurred_at} and {@code id}
     * @param condition the condition on columns of the index
     * @return the source of rows after {@code FROM}; null if each query checks such conditions before it reads a row
     */
    default @Nullable String indexed(String table, String index, String condition) {
        return family().indexed(table, index, condition);
    }

    /**
     * Returns whether {@link #containsIgnoringCase} uses an index.
     *
     * @param connection a connection to the database; not to be closed
     * @param index the name of the index
     * @return true if the index exists
     * @throws SQLException if the database fails
     */
    default boolean hasTextIndex(Connection connection, String index) throws SQLException {
        return family().hasTextIndex(connection, index);
    }

    /**
     * Returns an expression for the seconds since 1970 in a column of instants.
     *
     * @param column the name of the column
     * @return an expression; a fraction of a second is permitted
     */
    default String epochSeconds(String column) {
        return family().epochSeconds(column);
    }

    /**
     * Returns the quickest method to insert entries.
     *
     * @return by default {@link BulkInsert#MULTI_ROW} for {@link DatabaseFamily#MYSQL}, otherwise
     *     {@link BulkInsert#BATCH}
     */
    default BulkInsert bulkInsert() {
        return family().bulkInsert();
    }

    /**
     * Returns the fetch size at which the driver streams a result instead of reading it completely.
     *
     * @param connection a connection to the database; not to be closed
     * @param rows the desired number of rows in memory
     * @return the value for {@code setFetchSize}
     * @throws SQLException if the database fails
     */
    default int streamingFetchSize(Connection connection, int rows) throws SQLException {
        return family().streamingFetchSize(connection, rows);
    }

    /**
     * Returns whether a text that is longer than its column is stored in part, without an error.
     *
     * @param connection a connection to the database; not to be closed
     * @return false if such a text is refused
     * @throws SQLException if the database fails
     */
    default boolean cutsLongTexts(Connection connection) throws SQLException {
        return family().cutsLongTexts(connection);
    }

    /**
     * Returns the isolation level at which all queries of a transaction read the same state of the database.
     *
     * @return the level for {@code Connection.setTransactionIsolation}
     */
    default int snapshotIsolation() {
        return family().snapshotIsolation();
    }

    /**
     * Returns whether the table of the operation log can have monthly partitions: declarative partitioning as in
     * PostgreSQL.
     *
     * @return false by default
     */
    default boolean hasMonthlyPartitions() {
        return false;
    }
}
