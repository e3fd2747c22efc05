package io.opsmon.backup.internal.h2;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** An application that verifies an endless dump until it is killed. */
final class H2CageUntilKilled {

    private H2CageUntilKilled() {}

    public static void main(String[] arguments) throws Exception {
        BackupDatabase like = BackupDatabase.unpooled("main", "jdbc:h2:mem:main", "sa", "");
        try (Scratch scratch = new H2Runner().scratch(like, "opsmon_scratch_killed")) {
            if (!scratch.isolation().isIsolated()) {
                throw new IllegalStateException(scratch.isolation().toString());
            }
            System.out.println("restoring");
            scratch.restore(new ByteArrayInputStream(arguments[0].getBytes(StandardCharsets.UTF_8)));
        }
    }
}
