package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.OpsmonPermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Signals the start, progress and end of operations on backups, on any node. */
final class BackupSignal implements LiveSignal {

    private static final int LATEST = 50;

    private final BackupCatalogue catalogue;

    BackupSignal(BackupCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String topic() {
        return "backups";
    }

    @Override
    public String permission() {
        return OpsmonPermissions.BACKUP_READ;
    }

    @Override
    public String state() {
        List<Backup> latest = catalogue.find(new BackupQuery(null, null, null, null, LATEST));
        return latest.stream()
                .map(backup -> backup.id() + backup.status() + Objects.hash(backup.activity(), backup.stored()))
                .collect(Collectors.joining());
    }
}
