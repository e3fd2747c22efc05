package io.opsmon.backup.schedule;

import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.task.Execution;
import io.opsmon.internal.jdbc.Dialects;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the instants of {@code opsmon_scheduled_task} in the same way as all tables of opsmon, independent
 * of time zone and calendar of the JVM. All other operations are delegated to db-scheduler's customization for the
 * database.
 *
 * <p>db-scheduler uses {@code java.sql.Timestamp} with one shared {@code Calendar}. If the column has a time zone, H2
 * shifts such values by the zone of the JVM. The calendar of a Thai JVM counts Buddhist years.
 */
final class InstantColumns implements JdbcCustomization {

    private final JdbcCustomization database;
    private final Dialects dialects;

    InstantColumns(DataSource dataSource) {
        this.database = new AutodetectJdbcCustomization(dataSource, true);
        this.dialects = Dialects.of(dataSource);
    }

    @Override
    public String getName() {
        return database.getName();
    }

    @Override
    public void setInstant(PreparedStatement statement, int index, @Nullable Instant value) throws SQLException {
        statement.setObject(
                index,
                value == null ? null : dialects.of(statement.getConnection()).toSql(value));
    }

    @Override
    public @Nullable Instant getInstant(ResultSet row, String column) throws SQLException {
        int index = row.findColumn(column);
        return row.getObject(index) == null
                ? null
                : dialects.of(row.getStatement().getConnection()).instant(row, index);
    }

    @Override
    public void setTaskData(PreparedStatement statement, int index, byte[] value) throws SQLException {
        database.setTaskData(statement, index, value);
    }

    @Override
    public byte[] getTaskData(ResultSet row, String column) throws SQLException {
        return database.getTaskData(row, column);
    }

    @Override
    public boolean supportsExplicitQueryLimitPart() {
        return database.supportsExplicitQueryLimitPart();
    }

    @Override
    public String getQueryLimitPart(int limit) {
        return database.getQueryLimitPart(limit);
    }

    @Override
    public boolean supportsSingleStatementLockAndFetch() {
        return database.supportsSingleStatementLockAndFetch();
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean isOrderedByPriority) {
        return database.lockAndFetchSingleStatement(context, now, limit, isOrderedByPriority);
    }

    @Override
    public boolean supportsGenericLockAndFetch() {
        return database.supportsGenericLockAndFetch();
    }

    @Override
    public String createGenericSelectForUpdateQuery(
            String table, int limit, String condition, boolean isOrderedByPriority) {
        return database.createGenericSelectForUpdateQuery(table, limit, condition, isOrderedByPriority);
    }

    @Override
    public String createSelectDueQuery(String table, int limit, String condition, boolean isOrderedByPriority) {
        return database.createSelectDueQuery(table, limit, condition, isOrderedByPriority);
    }
}
