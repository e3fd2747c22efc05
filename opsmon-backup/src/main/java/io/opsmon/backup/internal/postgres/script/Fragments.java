package io.opsmon.backup.internal.postgres.script;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Named parts of catalog queries: <code>${name}</code>, or <code>${name: argument}</code>. */
final class Fragments {

    /** Stands for the identifiers of the relations that a script leaves out. */
    static final String LEFT_OUT = "$left_out";

    /** Stands for the identifiers of the tables of a script without their rows. */
    static final String WITHOUT_ROWS = "$without_rows";

    private static final Pattern PLACE = Pattern.compile("\\$\\{([^:}]+)(?:: ([^}]+))?}");

    private static final Map<String, String> FRAGMENTS = Map.of(
            // Condition: n is a schema of the user.
            "their schema",
            "n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'",
            // A relation c of the user in its schema n.
            "their relation",
            "(SELECT x.* FROM pg_class x JOIN pg_namespace n ON n.oid = x.relnamespace"
                    + " WHERE ${their schema} AND x.relpersistence <> 't' AND NOT ${of an extension: pg_class x}"
                    + " AND x.oid <> ALL (" + LEFT_OUT + ")) c"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace",
            // Condition: the row x of the catalog "pg_x x" belongs to an extension.
            "of an extension",
            "EXISTS (SELECT FROM pg_depend de WHERE de.classid = '$catalogue'::regclass AND de.objid = $row.oid"
                    + " AND de.deptype = 'e')",
            // Condition: the relation c is one of opsmon's own.
            "own",
            "c.relname LIKE 'opsmon\\_%'",
            // Condition: the check constraint k calls a function of a user, and is created after the function.
            "calls a function",
            "EXISTS (SELECT FROM pg_depend cf WHERE cf.classid = 'pg_constraint'::regclass AND cf.objid = k.oid"
                    + " AND cf.refclassid = 'pg_proc'::regclass AND cf.refobjid >= 16384)",
            // Condition: the row x of the catalog "pg_x x" belongs to another object and is created with it.
            "part of another",
            "EXISTS (SELECT FROM pg_depend di WHERE di.classid = '$catalogue'::regclass AND di.objid = $row.oid"
                    + " AND di.deptype = 'i')",
            // The clause for a collation.
            "collation",
            "(SELECT format(' COLLATE %I.%I', zn.nspname, z.collname) FROM pg_collation z JOIN pg_namespace zn ON"
                    + " zn.oid = z.collnamespace WHERE z.oid = $row)",
            // The word for the way in which an aggregate changes its state.
            "access",
            "CASE $row WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END",
            // The options of a row s of pg_sequence.
            "options of a sequence",
            "concat(format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s', s.seqstart,"
                    + " s.seqincrement, s.seqmin, s.seqmax, s.seqcache),"
                    + " CASE WHEN s.seqcycle THEN ' CYCLE' END)",
            // The id of the definition that creates an index: the index, or a constraint.
            "definition of an index",
            "coalesce((SELECT 'pg_constraint ' || ki.oid FROM pg_constraint ki WHERE ki.conindid = $row AND"
                    + " ki.contype IN ('p', 'u', 'x')), 'pg_class ' || $row)");

    private Fragments() {}

    static String expand(String query) {
        Matcher place = PLACE.matcher(query);
        return place.find() ? expand(place.replaceAll(found -> Matcher.quoteReplacement(fragment(found)))) : query;
    }

    private static String fragment(MatchResult place) {
        String fragment = FRAGMENTS.get(place.group(1));
        if (fragment == null) {
            throw new IllegalArgumentException(place.group());
        }
        if (place.group(2) == null) {
            return fragment;
        }
        String argument = place.group(2);
        int space = argument.indexOf(' ');
        return fragment.replace("$catalogue", space < 0 ? argument : argument.substring(0, space))
                .replace("$row", argument.substring(space + 1));
    }
}
