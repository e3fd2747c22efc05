package io.opsmon.datachange.internal.postgres;

import java.util.List;

/**
 * The functions of the triggers. They run with the rights of the user that changes the table, so this user needs the
 * right to insert into {@code opsmon_data_change}.
 *
 * <p>All values are stored as texts, exactly as PostgreSQL prints them. The name of a function ends with a version:
 * during a rolling update, nodes of both versions find their functions.
 */
final class CaptureFunctions {

    /** Version of the functions; changes whenever a body changes. */
    private static final String VERSION = "4";

    private static final String TRIGGER = "opsmon_capture_change_" + VERSION;
    private static final String VALUES = "opsmon_capture_values_" + VERSION;
    private static final String KEY = "opsmon_capture_key_" + VERSION;

    /** Masks values, and replaces long values by hash and length. Called only for rows with such values. */
    private static final String VALUES_BODY = """
            CREATE OR REPLACE FUNCTION {values}(content jsonb, masked text[], max_length integer) RETURNS jsonb
            LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $opsmon$
            BEGIN
                RETURN (SELECT jsonb_object_agg(e.key, CASE
                    WHEN e.value IS NULL THEN 'null'::jsonb
                    WHEN e.key = ANY (masked) THEN to_jsonb('***'::text)
                    WHEN length(e.value) > max_length THEN jsonb_build_object(
                        'sha256', encode(sha256(convert_to(e.value, 'UTF8')), 'hex'), 'length', length(e.value))
                    ELSE to_jsonb(e.value) END)
                FROM jsonb_each_text(content) e);
            END
            $opsmon$""";

    /**
     * A key of several columns is a JSON array. A long or masked key is replaced by its hash. Not called for a short
     * key of one column, whose value is the key.
     */
    private static final String KEY_BODY = """
            CREATE OR REPLACE FUNCTION {key}(content jsonb, key_columns text[], masked text[]) RETURNS text
            LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $opsmon$
            DECLARE
                row_key text;
            BEGIN
                IF cardinality(key_columns) = 1 THEN
                    row_key := content ->> key_columns[1];
                ELSE
                    SELECT jsonb_agg(content ->> c.name ORDER BY c.position)::text INTO row_key
                    FROM unnest(key_columns) WITH ORDINALITY AS c(name, position);
                END IF;
                IF length(row_key) > 300 OR key_columns && masked THEN
                    row_key := 'sha256:' || encode(sha256(convert_to(row_key, 'UTF8')), 'hex');
                END IF;
                RETURN row_key;
            END
            $opsmon$""";

    /**
     * Arguments: the recorded name of the table, the columns of the key, the columns left out, the masked columns. Then
     * the maximum number of rows, the maximum length of a value, and the column of a key of one unmasked column.
     *
     * <p>The identifier of a change consists of microseconds, process and position. A sequence would change
     * {@code lastval()} of the session. A change of a locked row is later than the change that released the lock.
     *
     * <p>Old and new rows of an update are in the same order in both transition tables. Two cursors read both tables
     * side by side. A join would keep the plan of its first statement, which may have changed one row. It would then
     * compare each row with every row of a later statement. If the first 1,000 rows of a statement all differ, the rows
     * beyond the limit are counted without a comparison.
     *
     * <p>The cost of an update of one row is mostly the preparation of expressions and plans in each transaction. The
     * first attempt to insert a change therefore calls no function for keys and values. An update of columns that are
     * left out makes no attempt. The setting {@code opsmon.recorded} counts the rows of an operation in the
     * transaction.
     */
    private static final String TRIGGER_BODY = """
            CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $opsmon$
            DECLARE
                operation text := coalesce(current_setting('opsmon.operation', true), '');
                counter text := coalesce(current_setting('opsmon.recorded', true), '');
                first_id numeric := (extract(epoch FROM clock_timestamp()) * 1000000)::numeric(20) * 10000000000000
                    + pg_backend_pid()::numeric * 1000000;
                recorded bigint := 0;
                inserted bigint := 0;
                further bigint := 0;
                compared bigint := 0;
                old_rows refcursor;
                old_row record;
                new_row record;
                old_content jsonb;
                new_content jsonb;
            BEGIN
                IF counter <> '' AND split_part(counter, ':', 1) = operation THEN
                    recorded := split_part(counter, ':', 2)::bigint;
                END IF;
                IF TG_OP = 'UPDATE' THEN
                    OPEN old_rows NO SCROLL FOR SELECT * FROM opsmon_old;
                    FOR new_row IN SELECT * FROM opsmon_new LOOP
                        FETCH old_rows INTO old_row;
                        compared := compared + 1;
                        CONTINUE WHEN NOT new_row *<> old_row;
                        IF recorded + inserted < TG_ARGV[4]::bigint THEN
                            old_content := to_jsonb(old_row);
                            new_content := to_jsonb(new_row);
                            CONTINUE WHEN TG_ARGV[2] <> '{}' AND (old_content - TG_ARGV[2]::text[])::text
                                = (new_content - TG_ARGV[2]::text[])::text;
                            {insert plain};
                            IF NOT FOUND THEN
                                {insert other};
                            END IF;
                            IF FOUND THEN
                                inserted := inserted + 1;
                            END IF;
                        ELSE
                            further := further + 1;
                            IF compared >= 1000 AND inserted + further = compared THEN
                                SELECT count(*) - inserted INTO further FROM opsmon_new;
                                EXIT;
                            END IF;
                        END IF;
                    END LOOP;
                    CLOSE old_rows;
                {insert}
                {delete}
                ELSE
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, {origin columns})
                    VALUES (first_id, clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, {origin});
                END IF;
                IF further > 0 THEN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_count,
                        {origin columns})
                    VALUES (first_id + inserted + 1, clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, further,
                        {origin});
                END IF;
                counter := set_config('opsmon.recorded', operation || ':' || (recorded + inserted), true);
                RETURN NULL;
            {failure}
            END
            $opsmon$""";

    /** Inserts the change of one updated row, if a value differs. */
    private static final String UPDATED = """
            INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_key, new_key, old_values,
                new_values, row_count, {origin columns})
            SELECT first_id + inserted + 1, clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP,
                {key of}(old_content), nullif({key of}(new_content), {key of}(old_content)),
                {values of}(d.old_part), {values of}(d.new_part), 1, {origin}
            FROM (
                SELECT jsonb_object_agg(e.key, e.value #>> '{}') AS new_part,
                    jsonb_object_agg(e.key, old_content ->> e.key) AS old_part,
                    bool_and(length(e.value::text) <= TG_ARGV[5]::integer
                        AND length((old_content -> e.key)::text) <= TG_ARGV[5]::integer
                        AND e.key <> ALL (TG_ARGV[3]::text[])) AS is_plain
                FROM jsonb_each(new_content - TG_ARGV[2]::text[]) e
                WHERE e.value::text IS DISTINCT FROM (old_content -> e.key)::text) d
            WHERE d.new_part IS NOT NULL""";

    /** Holds if neither keys nor values need a function. */
    private static final String IS_PLAIN = " AND d.is_plain AND length(old_content ->> TG_ARGV[6]) <= 300"
            + " AND length(new_content ->> TG_ARGV[6]) <= 300";

    /** The part of the function for inserted or deleted rows, which have no counterpart. */
    private static final String ROWS = """
            ELSIF TG_OP = '{action}' THEN
                INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_key, {column},
                    row_count, {origin columns})
                SELECT first_id + row_number() OVER (), clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP,
                    {key of}(r.content), coalesce({values of}(d.part), '{}'), 1, {origin}
                FROM (SELECT to_jsonb(opsmon_row) AS content FROM {rows} opsmon_row
                    LIMIT greatest(0, TG_ARGV[4]::bigint - recorded)) r
                CROSS JOIN LATERAL (
                    SELECT jsonb_object_agg(e.key, e.value) AS part,
                        bool_and(coalesce(length(e.value), 0) <= TG_ARGV[5]::integer
                            AND e.key <> ALL (TG_ARGV[3]::text[])) AS is_plain
                    FROM jsonb_each_text(r.content - TG_ARGV[2]::text[]) e) d;
                GET DIAGNOSTICS inserted = ROW_COUNT;
                IF recorded + inserted >= TG_ARGV[4]::bigint THEN
                    SELECT count(*) - inserted INTO further FROM {rows};
                END IF;""";

    /** The key of a row, without a call of a function if the key is short and has one unmasked column. */
    private static final String KEY_OF = "CASE WHEN length($1 ->> TG_ARGV[6]) <= 300 THEN $1 ->> TG_ARGV[6]"
            + " ELSE {key}($1, TG_ARGV[1]::text[], TG_ARGV[3]::text[]) END";

    private static final String VALUES_OF =
            "CASE WHEN d.is_plain THEN $1 ELSE {values}($1, TG_ARGV[3]::text[], TG_ARGV[5]::integer) END";

    private static final String ORIGIN_COLUMNS = "operation_id, operator_id, operator_name, application, database_user";

    private static final String ORIGIN = "nullif(operation, '')::uuid,"
            + " nullif(current_setting('opsmon.operator', true), ''),"
            + " nullif(current_setting('opsmon.operator_name', true), ''),"
            + " nullif(current_setting('opsmon.application', true), ''), session_user::text";

    /** A session of another program may have set another text, which would fail the gap, too. */
    private static final String SAFE_OPERATION =
            "substring(operation FROM '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')";

    /** Records a gap. If not even the gap can be recorded, the statement still succeeds. */
    private static final String FAIL_OPEN = """
            EXCEPTION WHEN OTHERS THEN
                RAISE WARNING 'opsmon could not record changes of %: %', TG_ARGV[0], SQLERRM;
                BEGIN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, note, {origin columns})
                    VALUES (first_id, clock_timestamp(), txid_current()::text, TG_ARGV[0], 'GAP',
                        left(TG_OP || ': ' || SQLERRM, 500), {safe origin});
                EXCEPTION WHEN OTHERS THEN
                    RAISE WARNING 'opsmon could not record this gap: %', SQLERRM;
                END;
                RETURN NULL;""";

    private final String schema;

    /**
     * Creates the functions.
     *
     * @param schema the quoted name of the schema of opsmon's tables
     */
    CaptureFunctions(String schema) {
        this.schema = schema;
    }

    /** Returns the unqualified names of the functions. */
    static List<String> names() {
        return List.of(VALUES, KEY, TRIGGER, closed());
    }

    private static String closed() {
        return TRIGGER + "_strict";
    }

    /** Returns the qualified name of the trigger function. */
    String trigger(boolean failsOpen) {
        return schema + "." + (failsOpen ? TRIGGER : closed());
    }

    /** Returns the statements that create the functions. */
    List<String> statements() {
        return List.of(
                filled(VALUES_BODY),
                filled(KEY_BODY),
                filled(TRIGGER_BODY.replace("{failure}", FAIL_OPEN).replace("{trigger}", trigger(true))),
                filled(TRIGGER_BODY.replace("{failure}", "").replace("{trigger}", trigger(false))));
    }

    private String filled(String body) {
        return body.replace("{insert plain}", plain())
                .replace("{insert other}", UPDATED)
                .replace("{insert}", rows("INSERT", "new_values", "opsmon_new"))
                .replace("{delete}", rows("DELETE", "old_values", "opsmon_old"))
                .replaceAll("\\{key of}\\(([a-z._]+)\\)", KEY_OF)
                .replaceAll("\\{values of}\\(([a-z._]+)\\)", VALUES_OF)
                .replace("{values}", schema + "." + VALUES)
                .replace("{key}", schema + "." + KEY)
                .replace("{table}", schema + ".opsmon_data_change")
                .replace("{origin columns}", ORIGIN_COLUMNS)
                .replace("{safe origin}", ORIGIN.replace("nullif(operation, '')", SAFE_OPERATION))
                .replace("{origin}", ORIGIN);
    }

    private static String plain() {
        return UPDATED.replaceAll("\\{key of}\\(([a-z_]+)\\)", "$1 ->> TG_ARGV[6]")
                        .replaceAll("\\{values of}\\(([a-z._]+)\\)", "$1")
                + IS_PLAIN;
    }

    private static String rows(String action, String column, String rows) {
        return ROWS.replace("{action}", action).replace("{column}", column).replace("{rows}", rows);
    }
}
