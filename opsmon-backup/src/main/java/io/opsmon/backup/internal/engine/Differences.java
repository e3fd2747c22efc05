package io.opsmon.backup.internal.engine;

import io.opsmon.backup.file.BackupManifest.TableContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the tables of a dump with the restored tables. Stateless.
 *
 * @since 0.1
 */
public final class Differences {

    private static final int MAX_LISTED = 10;

    private Differences() {}

    /**
     * Compares the content of tables.
     *
     * @param dumped the content of the tables in the dump
     * @param restored the content of the tables after the restore; without a hash, only the numbers of rows are
     *     compared
     * @return each difference with the name of its table; empty if there is none
     */
    public static List<String> between(List<TableContent> dumped, List<TableContent> restored) {
        Map<String, TableContent> left = new LinkedHashMap<>();
        restored.forEach(table -> left.put(name(table), table));
        List<String> differences = new ArrayList<>();
        for (TableContent table : dumped) {
            String name = name(table);
            TableContent other = left.remove(name);
            if (other == null) {
                differences.add(name + " is missing");
            } else if (other.rows() != table.rows()) {
                differences.add(name + " has " + other.rows() + " rows, not " + table.rows());
            } else if (table.hash() != null
                    && other.hash() != null
                    && !table.hash().equals(other.hash())) {
                differences.add(name + " has other content in its " + table.rows() + " rows");
            }
        }
        left.keySet().forEach(name -> differences.add(name + " was not dumped"));
        return differences;
    }

    private static String name(TableContent table) {
        return table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
    }

    static String summary(List<String> differences) {
        int more = differences.size() - MAX_LISTED;
        return String.join("; ", differences.subList(0, Math.min(MAX_LISTED, differences.size())))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
