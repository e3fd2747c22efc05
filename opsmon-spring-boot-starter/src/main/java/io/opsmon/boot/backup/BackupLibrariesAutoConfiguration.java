package io.opsmon.boot.backup;

import io.opsmon.boot.health.OpsmonHealthAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.library.OptionalLibrary;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Names the libraries that are missing if backups are enabled without {@code opsmon-backup-spring-boot-starter}. */
@AutoConfiguration(after = OpsmonHealthAutoConfiguration.class)
@ConditionalOnProperty("opsmon.backup.enabled")
public final class BackupLibrariesAutoConfiguration {

    BackupLibrariesAutoConfiguration() {}

    @Bean
    SmartInitializingSingleton opsmonBackupLibraries(Problems problems) {
        return () -> problems.orElse("backups", BackupLibrariesAutoConfiguration::require, failure -> false);
    }

    private static boolean require() {
        String missing = OptionalLibrary.missing(
                "Backups", OptionalLibrary.BACKUP, OptionalLibrary.ZSTD, OptionalLibrary.DB_SCHEDULER);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    missing + ". Add the dependency io.opsmon:opsmon-backup-spring-boot-starter");
        }
        return true;
    }
}
