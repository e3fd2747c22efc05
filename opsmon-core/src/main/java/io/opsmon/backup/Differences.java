package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest.TableContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different between the tables of a dump and those that came out of it. Stateless.
 *
 * @since 0.1
 */
public final class Differences {

    private static final int TOLD = 10;

    private Differences() {}

    /**
     * Compares tables.
     *
     * @param dumped what they had when they were dumped
     * @param restored the tables after the restore. If a hash is missing, only the numbers of rows are compared
     * @return each difference with its table's name; empty if there is none
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

    static String told(List<String> differences) {
        int more = differences.size() - TOLD;
        return String.join("; ", differences.subList(0, Math.min(TOLD, differences.size())))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
