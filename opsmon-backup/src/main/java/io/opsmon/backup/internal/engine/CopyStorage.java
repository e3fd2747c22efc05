package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.internal.catalogue.CataloguedFiles;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A storage that receives a copy of each backup.
 *
 * @param name the unique name: at most 16 lower-case letters, digits and hyphens
 * @param storage the storage
 * @param retention the retention of the copies; null for the retention of each data source
 * @param isRequired whether a backup fails if the copy fails
 * @since 0.1
 */
public record CopyStorage(
        String name, BackupStorage storage, @Nullable RetentionPolicy retention, boolean isRequired) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,15}");

    /** Rejects an invalid name. */
    public CopyStorage {
        Assert.isTrue(
                NAME.matcher(name).matches() && !name.equals(CataloguedFiles.MAIN),
                () -> "The name of a storage of copies must consist of at most 16 lower-case letters, digits and"
                        + " hyphens and differ from \"" + CataloguedFiles.MAIN + "\", is \"" + name + "\"");
    }
}
