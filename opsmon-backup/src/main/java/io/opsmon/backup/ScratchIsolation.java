package io.opsmon.backup;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The degree to which a scratch database isolates the statements of a dump.
 *
 * @param isIsolated whether the statements of the dump have rights on the scratch database only
 * @param reason the reason for missing isolation, a sentence without a full stop; null if isolated
 * @param remedy the steps to an isolated scratch database, a sentence without a full stop; null if isolated
 * @since 0.1
 */
public record ScratchIsolation(
        boolean isIsolated,
        @Nullable String reason,
        @Nullable String remedy) {

    /** A scratch database whose user has rights on this database only. */
    public static final ScratchIsolation ISOLATED = new ScratchIsolation(true, null, null);

    /** Requires a reason and a remedy if and only if the database is not isolated. */
    public ScratchIsolation {
        Assert.isTrue(
                isIsolated == (reason == null) && isIsolated == (remedy == null),
                "reason and remedy are required if and only if the database is not isolated");
    }

    /**
     * Describes a scratch database in which a dump runs with the rights of the configured user, or of the application.
     *
     * @param reason the reason, a sentence without a full stop
     * @param remedy the steps to an isolated scratch database, a sentence without a full stop
     * @return the isolation
     */
    public static ScratchIsolation missing(String reason, String remedy) {
        return new ScratchIsolation(false, reason, remedy);
    }
}
