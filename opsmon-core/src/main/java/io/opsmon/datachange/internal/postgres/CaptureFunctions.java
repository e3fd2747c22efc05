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
    private static final String VERSION = "1";

    private static final String TRIGGER = "opsmon_capture_change_" + VERSION;
    private static final String VALUES = "opsmon_capture_values_" + VERSION;
    private static final String KEY = "opsmon_capture_key_" + VERSION;

    /** Masks values, and replaces long values by hash and length. */
    private static final String VALUES_BODY = """
            CREATE OR REPLACE FUNCTION {values}(content jsonb, masked text[], max_length integer) RETURNS jsonb
            LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $opsmon$
            SELECT coalesce(jsonb_object_agg(e.key, CASE
                WHEN e.value IS NULL THEN 'null'::jsonb
                WHEN e.key = ANY (masked) THEN to_jsonb('***'::text)
                WHEN length(e.value) > max_length THEN jsonb_build_object(
                    'sha256', encode(sha256(convert_to(e.value, 'UTF8')), 'hex'), 'length', length(e.value))
                ELSE to_jsonb(e.value) END), '{}'::jsonb)
            FROM jsonb_each_text(content) e
            $opsmon$""";

    /** The value of a key with one column; otherwise a JSON array. A long or masked key is replaced by its hash. */
    private static final String KEY_BODY = """
            CREATE OR REPLACE FUNCTION {key}(content jsonb, key_columns text[], masked text[]) RETURNS text
            LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $opsmon$
            SELECT CASE WHEN length(k.text) > 300 OR key_columns && masked
                THEN 'sha256:' || encode(sha256(convert_to(k.text, 'UTF8')), 'hex') ELSE k.text END
            FROM (SELECT CASE WHEN cardinality(key_columns) = 1 THEN content ->> key_columns[1]
                ELSE (SELECT jsonb_agg(content ->> c.name ORDER BY c.position)::text
                    FROM unnest(key_columns) WITH ORDINALITY AS c(name, position)) END AS text) k
            $opsmon$""";

    /**
     * Arguments: the recorded name of the table, the columns of the key, the columns left out, the masked columns. Then
     * the maximum number of rows, and the maximum length of a value.
     *
     * <p>The identifier of a change consists of microseconds, process and position. A sequence would change
     * {@code lastval()} of the session. A change of a locked row is later than the change that released the lock.
     *
     * <p>Old and new rows of an update are in the same order in both transition tables. The setting
     * {@code opsmon.recorded} counts the rows of an operation in the transaction.
     */
    private static final String TRIGGER_BODY = """
            CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger
            LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $opsmon$
            DECLARE
                key_columns text[] := TG_ARGV[1]::text[];
                left_out text[] := TG_ARGV[2]::text[];
                masked text[] := TG_ARGV[3]::text[];
                max_length integer := TG_ARGV[5]::integer;
                operation text := coalesce(current_setting('opsmon.operation', true), '');
                counter text := coalesce(current_setting('opsmon.recorded', true), '');
                recorded bigint := 0;
                found_rows bigint := 0;
                inserted bigint := 0;
                further bigint := 0;
                first_id numeric := (extract(epoch FROM clock_timestamp()) * 1000000)::numeric(20) * 10000000000000
                    + pg_backend_pid()::numeric * 1000000;
            BEGIN
                IF split_part(counter, ':', 1) = operation AND counter <> '' THEN
                    recorded := split_part(counter, ':', 2)::bigint;
                END IF;
                IF TG_OP = 'INSERT' THEN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_key, new_values,
                        row_count, operation_id, operator_id, operator_name, application, database_user)
                    SELECT first_id + row_number() OVER (), clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, {key}(r.content, key_columns, masked),
                        {values}(r.content - left_out, masked, max_length), 1, {origin}
                    FROM (SELECT to_jsonb(n) AS content FROM opsmon_new n
                        LIMIT greatest(0, TG_ARGV[4]::bigint - recorded)) r;
                    GET DIAGNOSTICS inserted = ROW_COUNT;
                    IF recorded + inserted >= TG_ARGV[4]::bigint THEN
                        SELECT count(*) - inserted INTO further FROM opsmon_new;
                    END IF;
                ELSIF TG_OP = 'DELETE' THEN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_key, old_values,
                        row_count, operation_id, operator_id, operator_name, application, database_user)
                    SELECT first_id + row_number() OVER (), clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, {key}(r.content, key_columns, masked),
                        {values}(r.content - left_out, masked, max_length), 1, {origin}
                    FROM (SELECT to_jsonb(o) AS content FROM opsmon_old o
                        LIMIT greatest(0, TG_ARGV[4]::bigint - recorded)) r;
                    GET DIAGNOSTICS inserted = ROW_COUNT;
                    IF recorded + inserted >= TG_ARGV[4]::bigint THEN
                        SELECT count(*) - inserted INTO further FROM opsmon_old;
                    END IF;
                ELSIF TG_OP = 'UPDATE' THEN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_key, new_key, old_values,
                        new_values, row_count, operation_id, operator_id, operator_name, application, database_user)
                    SELECT first_id + row_number() OVER (), clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, r.old_key,
                        nullif(r.new_key, r.old_key), {values}(r.old_part, masked, max_length),
                        {values}(r.new_part, masked, max_length), 1, {origin}
                    FROM (
                        SELECT {key}(o.content, key_columns, masked) AS old_key,
                            {key}(n.content, key_columns, masked) AS new_key, d.old_part, d.new_part
                        FROM (SELECT row_number() OVER () AS position, to_jsonb(t) AS content FROM opsmon_old t) o
                        JOIN (SELECT row_number() OVER () AS position, to_jsonb(t) AS content FROM opsmon_new t) n
                            USING (position)
                        CROSS JOIN LATERAL (
                            SELECT jsonb_object_agg(e.key, e.value) AS new_part,
                                jsonb_object_agg(e.key, o.content -> e.key) AS old_part
                            FROM jsonb_each(n.content - left_out) e
                            WHERE e.value::text IS DISTINCT FROM (o.content -> e.key)::text) d
                        WHERE d.new_part IS NOT NULL
                        ORDER BY position
                        LIMIT greatest(0, TG_ARGV[4]::bigint - recorded)) r;
                    GET DIAGNOSTICS inserted = ROW_COUNT;
                    IF recorded + inserted >= TG_ARGV[4]::bigint THEN
                        SELECT count(*) - inserted INTO further
                        FROM (SELECT row_number() OVER () AS position, t FROM opsmon_old t) o
                        JOIN (SELECT row_number() OVER () AS position, t FROM opsmon_new t) n USING (position)
                        WHERE o.t *<> n.t;
                    END IF;
                ELSE
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action,
                        operation_id, operator_id, operator_name, application, database_user)
                    VALUES (first_id, clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, {origin});
                END IF;
                IF further > 0 THEN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, row_count,
                        operation_id, operator_id, operator_name, application, database_user)
                    VALUES (first_id + inserted + 1, clock_timestamp(), txid_current()::text, TG_ARGV[0], TG_OP, further,
                        {origin});
                END IF;
                PERFORM set_config('opsmon.recorded', operation || ':' || (recorded + inserted), true);
                RETURN NULL;
            {failure}
            END
            $opsmon$""";

    private static final String ORIGIN = "nullif(operation, '')::uuid,"
            + " nullif(current_setting('opsmon.operator', true), ''),"
            + " nullif(current_setting('opsmon.operator_name', true), ''),"
            + " nullif(current_setting('opsmon.application', true), ''), session_user::text";

    /** Records a gap. If not even the gap can be recorded, the statement still succeeds. */
    private static final String FAIL_OPEN = """
            EXCEPTION WHEN OTHERS THEN
                RAISE WARNING 'opsmon could not record changes of %: %', TG_ARGV[0], SQLERRM;
                BEGIN
                    INSERT INTO {table} (id, changed_at, transaction_id, table_name, action, database_user, note)
                    VALUES (first_id, clock_timestamp(), txid_current()::text, TG_ARGV[0], 'GAP', session_user::text,
                        left(TG_OP || ': ' || SQLERRM, 500));
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
        return body.replace("{values}", schema + "." + VALUES)
                .replace("{key}", schema + "." + KEY)
                .replace("{table}", schema + ".opsmon_data_change")
                .replace("{origin}", ORIGIN);
    }
}
