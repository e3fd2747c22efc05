package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The databases with backups, by name. Immutable. */
final class BackupSources {

    private final Map<String, BackupSource> sources = new LinkedHashMap<>();

    BackupSources(List<BackupSource> sources) {
        sources.forEach(source -> this.sources.put(source.name(), source));
    }

    List<BackupSource> all() {
        return List.copyOf(sources.values());
    }

    @Nullable
    BackupSource find(String dataSource) {
        return sources.get(dataSource);
    }

    BackupSource get(String dataSource) {
        @Nullable BackupSource source = sources.get(dataSource);
        if (source == null) {
            throw new IllegalArgumentException("There is no data source \"" + dataSource + "\" with backups. Use"
                    + " one of: " + String.join(", ", sources.keySet()) + ".");
        }
        return source;
    }
}
