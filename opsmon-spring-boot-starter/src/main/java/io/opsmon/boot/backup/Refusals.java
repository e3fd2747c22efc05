package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.log.internal.AdministrativeOperation;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Permits operations on backups that are not authenticated, if the caller has the permission and confirms. All other
 * requests are refused, and the refusal is recorded.
 */
final class Refusals {

    /** The request member that contains the id of the backup as confirmation. */
    static final String CONFIRMATION = "unsignedConfirmation";

    private final OpsmonAccess access;
    private final ApplicationEventPublisher events;

    Refusals(OpsmonAccess access, ApplicationEventPublisher events) {
        this.access = access;
        this.events = events;
    }

    /**
     * Runs an operation on a backup.
     *
     * @param action the kind of operation to record
     * @param backup the backup
     * @param confirmation the text that the caller typed to confirm, or null
     * @param run the operation; its argument is whether a backup that is not authenticated is accepted
     * @throws ApiException if the backup is refused
     */
    void orRun(String action, Backup backup, @Nullable String confirmation, Consumer<Boolean> run) {
        boolean isPermitted = access.isGranted(OpsmonPermissions.BACKUP_RESTORE);
        try {
            run.accept(isPermitted && backup.id().equals(confirmation));
        } catch (IllegalArgumentException unfit) {
            // The backup has another kind of database, or a data source that does not exist here.
            throw ApiException.conflict(unfit.getMessage() + ".");
        } catch (UnauthenticatedBackupException refused) {
            record(action, refused, backup);
            String detail = refused.getMessage() + ".";
            if (refused.reason() != Reason.NOT_CONFIRMED) {
                throw ApiException.refused(detail).withCode(refused.reason().code());
            }
            throw isPermitted
                    ? ApiException.badRequest(CONFIRMATION, detail)
                            .withCode(refused.reason().code())
                    : ApiException.refused(detail).withCode("backup-not-permitted");
        }
    }

    /** Records a refusal. The backup is null if it is not in the catalog. */
    void record(String action, UnauthenticatedBackupException refused, @Nullable Backup backup) {
        String code = refused.reason().code();
        events.publishEvent(new AdministrativeOperation(
                action,
                "was refused a backup that is not authenticated: " + refused.getMessage(),
                "backup",
                backup == null ? null : backup.id(),
                backup == null ? Map.of("code", code) : Map.of("code", code, "dataSource", backup.dataSource())));
    }
}
