package io.opsmon.backup.internal.postgres.script;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objects that a script leaves out, by their identifiers in the catalog.
 *
 * @param relations the tables and views, with their partitions, indexes and sequences of columns
 * @param rows the tables and partitions without their rows
 * @param isSchemaOnly whether the rows of all tables and the values of all sequences are left out
 * @since 0.1
 */
public record ScriptPart(Set<Long> relations, Set<Long> rows, boolean isSchemaOnly) {

    /** Nothing is left out. */
    public static final ScriptPart EVERYTHING = new ScriptPart(Set.of(), Set.of(), false);

    /** Copies the sets. */
    public ScriptPart {
        relations = Set.copyOf(relations);
        rows = Set.copyOf(rows);
    }

    /** Completes a query of the catalog. */
    String in(String query) {
        return query.replace(Fragments.LEFT_OUT, array(relations)).replace(Fragments.WITHOUT_ROWS, array(rows));
    }

    private static String array(Set<Long> ids) {
        return ids.stream().sorted().map(String::valueOf).collect(Collectors.joining(",", "'{", "}'::oid[]"));
    }

    /** Checks whether the script has objects of a kind. */
    boolean has(ObjectType kind) {
        return !isSchemaOnly
                || (kind != ObjectType.ROWS
                        && kind != ObjectType.VALUE_OF_A_SEQUENCE
                        && kind != ObjectType.CONTENTS_OF_A_VIEW);
    }
}
