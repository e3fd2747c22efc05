package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowFormat;
import java.util.List;

/**
 * A table whose changes are recorded.
 *
 * @param captured the table with its key
 * @param name the qualified and quoted name
 * @param columns all columns
 * @param format the recorded form of rows
 */
record RecordedTable(CapturedTable captured, String name, List<RowColumn> columns, RowFormat format) {

    RecordedTable {
        columns = List.copyOf(columns);
    }

    String label() {
        return captured.label();
    }
}
