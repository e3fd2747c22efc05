package io.opsmon.backup.internal.postgres.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a restore.
 *
 * @param before the statements to run first, in the same transaction
 * @param skipsOwn whether statements for opsmon's own tables are skipped
 * @param scratch the rules of a scratch database; null for a real restore
 * @since 0.1
 */
public record RestorePlan(
        List<String> before, boolean skipsOwn, @Nullable ScratchRules scratch) {

    /** Copies the statements. */
    public RestorePlan {
        before = List.copyOf(before);
    }

    /** The rules of a scratch database. */
    public interface ScratchRules {

        /**
         * Checks whether the database is isolated. In an isolated database, a statement that needs more rights fails
         * the restore, because the statement may be an attack.
         *
         * @return true if the statements of the dump have rights on the scratch database only
         */
        boolean isCaged();

        /**
         * Checks whether a statement is run. Statements with rows are always run.
         *
         * @param sql the statement of the dump
         * @return false if the statement is left out
         */
        boolean isRun(String sql);

        /**
         * Checks whether objects were left out, which other objects may need.
         *
         * @return true if a missing object is no failure
         */
        boolean isIncomplete();

        /**
         * Creates an extension on another connection, or leaves the extension out.
         *
         * @param sql the statement of the dump
         * @return false if the statement must be run
         */
        boolean provides(String sql);
    }

    /**
     * Plans a restore of everything.
     *
     * @return the plan
     */
    public static RestorePlan everything() {
        return new RestorePlan(List.of(), false, null);
    }

    /**
     * Plans a restore that replaces the content of a database, except opsmon's own tables.
     *
     * @param drops the statements that empty the database
     * @return the plan
     */
    public static RestorePlan replacing(List<String> drops) {
        return new RestorePlan(drops, true, null);
    }

    /**
     * Plans a restore into a scratch database.
     *
     * @param rules the rules of the scratch database
     * @return the plan
     */
    public static RestorePlan scratch(ScratchRules rules) {
        return new RestorePlan(List.of(), false, rules);
    }

    boolean isRun(String sql) {
        return scratch == null || scratch.isRun(sql);
    }
}
