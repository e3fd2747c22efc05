package io.opsmon.datachange.internal.jdbc;

import io.opsmon.chain.Sealer;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.log.internal.jdbc.EntryReplacement;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Erases personal data from data changes. The integrity chain stays verifiable. Changes under a legal hold are not
 * erased. Thread-safe.
 *
 * @since 0.1
 */
public final class ChangeErasure {

    private static final String OF_ROW = "table_name = ? AND (row_key = ? OR new_key = ?)";
    private static final String OF_OPERATOR = "operator_id = ?";

    private final EntryReplacement<ChainedChange> replacement;
    private final JdbcLegalHolds holds;

    /**
     * Creates the erasure.
     *
     * @param dataSource the database of opsmon's tables
     * @param sealer signs erasures
     * @param holds the legal holds of data changes
     */
    public ChangeErasure(DataSource dataSource, Sealer sealer, JdbcLegalHolds holds) {
        this.replacement = new EntryReplacement<>(DataChangeLog.DATA_CHANGE, dataSource, sealer);
        this.holds = holds;
    }

    /**
     * Erases the recorded values of one row. The changes stay, with the key of the row.
     *
     * @param table the name of the table with its schema
     * @param key the key of the row, before or after a change
     * @return the number of changes
     * @throws io.opsmon.log.HeldEntriesException if a legal hold covers a change of the row; nothing is erased
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public long eraseValues(String table, String key) {
        return erase(OF_ROW, List.of(table, key, key), ChainedChange::withoutValues);
    }

    /**
     * Rejects the removal of an operator under a legal hold.
     *
     * @param operator the identifier
     * @throws io.opsmon.log.HeldEntriesException if a legal hold covers a change of the operator
     */
    public void requireNotHeld(String operator) {
        holds.requireNotHeld(OF_OPERATOR, List.of(operator));
    }

    /**
     * Replaces an operator by a pseudonym.
     *
     * @param operator the identifier
     * @param pseudonym the pseudonym
     * @param erasesValues whether the values and keys of the operator's changes are erased, too
     * @return the number of changes
     * @throws io.opsmon.log.HeldEntriesException if a legal hold covers a change of the operator
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public long removeOperator(String operator, String pseudonym, boolean erasesValues) {
        return erase(OF_OPERATOR, List.of(operator), change -> change.withoutOperator(pseudonym, erasesValues));
    }

    private long erase(String condition, List<String> parameters, UnaryOperator<ChainedChange> without) {
        return replacement.replaceWhere(
                condition, parameters, without, () -> holds.requireNotHeld(condition, parameters));
    }
}
