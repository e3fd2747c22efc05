package io.opsmon.datachange.internal.jdbc;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The use of a statement, decided by its text. A statement that may change rows needs an origin. A query counts as a
 * change if it calls a function that is not known to read only, because a function of the host may write.
 */
enum SqlUse {

    /** The statement changes no rows of the host. */
    READ,
    /** The statement begins or ends transactions or savepoints. */
    CONTROL,
    /** The statement changes rows, and may run in a transaction. */
    CHANGE,
    /** The statement may change rows and may itself end transactions, for example a procedure. */
    PROGRAM;

    private static final int MAX_READ = 20_000;

    private static final Set<String> CONTROLS = Set.of(
            "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "DISCARD", "RESET", "XA");
    private static final Set<String> CHANGES =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT", "TRUNCATE", "COPY", "LOAD");
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "TABLE", "VALUES");
    private static final Set<String> PROGRAMS = Set.of("CALL", "DO", "EXECUTE", "EXEC", "?");

    private static final Pattern START =
            Pattern.compile("(?s)(?:\\s|\\(|\\{|;|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+([A-Za-z]+|\\?)?");
    /** A table of opsmon, and no table in a schema with such a name. */
    private static final Pattern OWN = Pattern.compile(
            "(?is)(?:INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|MERGE\\s+INTO)\\s+[\"`]?+opsmon_\\w++[\"`]?+\\s*+(?!\\.).*");

    private static final Pattern CALL = Pattern.compile("([A-Za-z_][\\w$]*|\")\\s*\\(");
    private static final Pattern CHANGE_IN_QUERY = Pattern.compile(
            "(?i)\\b(?:INSERT\\s+INTO|UPDATE\\s+(?!OF\\b|NOWAIT|SKIP)\\S+\\s|DELETE\\s+FROM|MERGE\\s+INTO)");

    /** Words before a parenthesis in queries that change nothing. */
    private static final Set<String> HARMLESS = Set.of((
            // Keywords and types.
            "and or not in exists any all some as on using from join where select case when then else over"
                    + " filter within group by having union except intersect limit offset fetch with distinct"
                    + " values row array lateral interval varchar char character numeric decimal timestamp"
                    + " time bit binary varbinary materialized partition is like between end"
                    // Aggregates and window functions.
                    + " count sum min max avg every bool_and bool_or array_agg string_agg json_agg jsonb_agg"
                    + " json_object_agg jsonb_object_agg listagg group_concat stddev variance row_number rank"
                    + " dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value"
                    // Values.
                    + " coalesce nullif ifnull nvl nvl2 isnull if iif decode greatest least cast convert lower"
                    + " upper length char_length character_length octet_length substring substr trim ltrim"
                    + " rtrim lpad rpad replace translate concat concat_ws position locate instr left right"
                    + " reverse repeat split_part format md5 encode abs round floor ceil ceiling mod power sqrt"
                    + " sign trunc truncate random rand ln log exp extract date_trunc date_part date_format"
                    + " str_to_date to_char to_date to_number to_timestamp date year month day hour minute"
                    + " second now current_timestamp current_date current_time localtimestamp localtime"
                    + " curdate curtime utc_timestamp unix_timestamp from_unixtime datediff timestampdiff"
                    + " timestampadd date_add date_sub dateadd dayofweek dayofyear last_day age make_date"
                    + " unnest generate_series array_length cardinality array_to_string string_to_array"
                    + " json_extract json_unquote json_value json_query json_object json_array"
                    + " json_build_object jsonb_build_object json_build_array jsonb_build_array"
                    + " jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_exists"
                    + " to_json to_jsonb row_to_json json_contains similarity regexp_replace regexp_matches"
                    + " regexp_like nextval currval lastval last_insert_id found_rows row_count database schema"
                    + " current_schema current_database current_user current_setting version pg_backend_pid"
                    + " uuid gen_random_uuid random_uuid ts_rank to_tsvector to_tsquery plainto_tsquery")
            .split(" "));

    /** Returns the use of a statement. */
    static SqlUse of(String sql) {
        String text = sql.length() > MAX_READ ? sql.substring(0, MAX_READ) : sql;
        Matcher start = START.matcher(text);
        String word =
                start.lookingAt() && start.group(1) != null ? start.group(1).toUpperCase(Locale.ROOT) : "";
        if (CONTROLS.contains(word)) {
            return CONTROL;
        }
        if (hasSeveralStatements(text)) {
            return PROGRAM;
        }
        if (CHANGES.contains(word)) {
            return OWN.matcher(text).region(start.start(1), text.length()).matches() ? READ : CHANGE;
        }
        if (QUERIES.contains(word)) {
            return changesInQuery(text, start.end()) ? CHANGE : READ;
        }
        return PROGRAMS.contains(word) ? PROGRAM : READ;
    }

    private static boolean hasSeveralStatements(String text) {
        int semicolon = text.indexOf(';');
        return semicolon >= 0 && !text.substring(semicolon + 1).isBlank();
    }

    private static boolean changesInQuery(String text, int from) {
        if (CHANGE_IN_QUERY.matcher(text).find()) {
            return true;
        }
        Matcher calls = CALL.matcher(text);
        for (int next = from; calls.find(next); next = calls.end()) {
            if (!HARMLESS.contains(calls.group(1).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
