package io.opsmon.backup.internal.postgres.restore;

import java.util.regex.Pattern;

/** The kinds of statements in a dump, by the way in which they are run. */
enum StatementKind {

    /** Begins or ends a transaction, or changes the search path. The restore controls both. */
    FRAME("BEGIN|COMMIT|START TRANSACTION|SELECT pg_catalog\\.set_config\\('search_path', .*|SET LOCAL search_path .*"),

    /** Changes another setting of the session. */
    SETTING("SET (?!LOCAL |SESSION |ROLE |CONSTRAINTS )[\\w.]+ (?:=|TO) .*"),

    /** Creates a schema, which may exist already. */
    SCHEMA("CREATE SCHEMA (?!IF NOT EXISTS )[^ ]+"),

    /** Creates an extension, which may need a superuser. Other objects may need the extension. */
    EXTENSION("CREATE EXTENSION IF NOT EXISTS .*"),

    /** Describes an object. */
    COMMENT("COMMENT ON .*"),

    /** Computes the rows of a view from other tables. */
    REFRESH("REFRESH MATERIALIZED VIEW .*"),

    /** Gives a policy to roles, which may be missing. */
    POLICY("CREATE POLICY .*"),

    /** Acts outside of the tables: privileges, labels, replication, other servers, statistics of the planner. */
    OPTIONAL("GRANT .*|REVOKE .*|ALTER DEFAULT PRIVILEGES .*|SECURITY LABEL .*"
            + "|(?:CREATE|ALTER) (?:PUBLICATION|SUBSCRIPTION|EVENT TRIGGER|FOREIGN DATA WRAPPER|SERVER|FOREIGN TABLE"
            + "|STATISTICS) .*"
            + "|CREATE USER MAPPING .*|ALTER [A-Z ]+ .* OWNER TO [^ ]+"
            + "|ALTER TABLE .* SET COMPRESSION \\w+|ALTER TABLE .* CLUSTER ON .*"
            + "|SELECT \\* FROM pg_catalog\\.pg_restore_\\w+_stats\\(.*"),

    /** Evaluates expressions over rows: functions without qualified names need a search path. */
    EVALUATION("CREATE (?:UNIQUE )?INDEX .*|ALTER TABLE .* ADD CONSTRAINT .*"),

    /** Sets a value that belongs to the rows. */
    VALUE("SELECT pg_catalog\\.(?:setval|lo_\\w+|lowrite)\\(.*|ALTER SEQUENCE .* OWNED BY .*|SET LOCAL .*"
            + "|ALTER LARGE OBJECT .*"),

    /** Defines an object that tables may need. */
    DEFINITION(".*");

    /** The length of the beginning of a statement that states its kind. */
    private static final int BEGINNING = 2_000;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Pattern pattern;

    StatementKind(String pattern) {
        this.pattern = Pattern.compile("(?:" + pattern + ")", Pattern.DOTALL);
    }

    static StatementKind of(String sql) {
        String beginning = beginning(sql, BEGINNING);
        for (StatementKind kind : values()) {
            if (kind.pattern.matcher(beginning).matches()) {
                return kind;
            }
        }
        return DEFINITION;
    }

    /** Checks whether a statement of this kind belongs to the rows or to the objects before them. */
    boolean isBeforeOrWithinRows() {
        return this == FRAME || this == SETTING || this == VALUE;
    }

    /** Returns the beginning of a statement in one line. */
    static String beginning(String sql, int length) {
        String line = SPACE.matcher(sql.substring(0, Math.min(sql.length(), 2 * length)))
                .replaceAll(" ")
                .strip();
        return line.length() > length ? line.substring(0, length) : line;
    }
}
