package io.opsmon.datachange.internal;

import static io.opsmon.log.definition.ColumnType.constant;
import static io.opsmon.log.definition.ColumnType.text;
import static io.opsmon.log.definition.Content.FACT;
import static io.opsmon.log.definition.Content.IDENTIFYING;
import static io.opsmon.log.definition.Content.PERSON;
import static io.opsmon.log.definition.Content.TEXT;

import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.Content;
import io.opsmon.log.definition.EntryValues;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogColumns;
import io.opsmon.log.definition.LogDefinition;
import java.math.BigDecimal;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Definition of the table of data changes as a log. Integrity chain, retention, archive, legal holds and forwarding of
 * data changes work from the definition, like those of the other logs.
 *
 * @since 0.1
 */
public final class DataChangeLog {

    static final ColumnType<UUID> ID = ColumnType.NUMBERED_ID;

    private static final LogColumns<ChainedChange> COLUMNS = new LogColumns<>(ID, "changed_at", "changedAt");
    private static final LogColumn<ChainedChange, String> TRANSACTION =
            add("transaction_id", "transactionId", text(60), FACT, DataChange::transactionId);
    private static final LogColumn<ChainedChange, String> TABLE =
            add("table_name", "table", text(200), FACT, DataChange::table);
    private static final LogColumn<ChainedChange, ChangeAction> ACTION =
            add("action", "action", constant(ChangeAction.class, 10), FACT, DataChange::action);
    private static final LogColumn<ChainedChange, String> KEY =
            add("row_key", "key", text(300), IDENTIFYING, DataChange::key);
    private static final LogColumn<ChainedChange, String> NEW_KEY =
            add("new_key", "newKey", text(300), IDENTIFYING, DataChange::newKey);
    private static final LogColumn<ChainedChange, String> OLD_VALUES =
            add("old_values", "oldValues", ColumnType.JSON, TEXT, DataChange::oldValues);
    private static final LogColumn<ChainedChange, String> NEW_VALUES =
            add("new_values", "newValues", ColumnType.JSON, TEXT, DataChange::newValues);
    private static final LogColumn<ChainedChange, Long> ROW_COUNT =
            add("row_count", "rowCount", ColumnType.LONG, FACT, DataChange::rowCount);
    private static final LogColumn<ChainedChange, UUID> OPERATION =
            add("operation_id", "operationId", ColumnType.ID, FACT, DataChange::operationId);
    private static final LogColumn<ChainedChange, String> OPERATOR =
            add("operator_id", "operatorId", text(100), PERSON, DataChange::operatorId);
    private static final LogColumn<ChainedChange, String> OPERATOR_NAME =
            add("operator_name", "operatorName", text(200), IDENTIFYING, DataChange::operatorName);
    private static final LogColumn<ChainedChange, String> APPLICATION =
            add("application", "application", text(100), FACT, DataChange::application);
    private static final LogColumn<ChainedChange, String> DATABASE_USER =
            add("database_user", "databaseUser", text(200), FACT, DataChange::databaseUser);
    private static final LogColumn<ChainedChange, String> NOTE = add("note", "note", text(500), TEXT, DataChange::note);

    /** The data changes. Triggers store them, so one chain of the database contains the changes of all nodes. */
    public static final LogDefinition<ChainedChange> DATA_CHANGE = LogDefinition.builder(
                    "data-change", "opsmon_data_change", COLUMNS)
            .reader(DataChangeLog::read)
            .chain(ChainedChange::chain, ChainedChange::withChain)
            .commonChain("database")
            .person(OPERATOR, null, TABLE)
            .withoutPersonKey()
            .filter("table", TABLE)
            .filter("key", KEY, NEW_KEY)
            .filter("action", ACTION)
            .filter("operator", OPERATOR)
            .filter("operation", OPERATION)
            .build();

    private DataChangeLog() {}

    private static <V> LogColumn<ChainedChange, V> add(
            String name, String member, ColumnType<V> type, Content content, Function<DataChange, @Nullable V> value) {
        return COLUMNS.add(name, member, type, content, entry -> value.apply(entry.change()));
    }

    private static ChainedChange read(EntryValues v) {
        BigDecimal id = (BigDecimal) ID.toStored(v.required(COLUMNS.id()));
        return new ChainedChange(
                new DataChange(
                        id.toBigInteger(),
                        v.required(COLUMNS.occurredAt()),
                        v.get(TRANSACTION),
                        v.required(TABLE),
                        v.required(ACTION),
                        v.get(KEY),
                        v.get(NEW_KEY),
                        v.get(OLD_VALUES),
                        v.get(NEW_VALUES),
                        v.get(ROW_COUNT),
                        v.get(OPERATION),
                        v.get(OPERATOR),
                        v.get(OPERATOR_NAME),
                        v.get(APPLICATION),
                        v.get(DATABASE_USER),
                        v.get(NOTE)),
                v.chain());
    }
}
