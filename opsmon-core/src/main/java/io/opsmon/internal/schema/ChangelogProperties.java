package io.opsmon.internal.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * The properties of opsmon's changelogs for one database. Liquibase's own look-up needs commons-collections4 for each
 * change, and opsmon's starter does not include that library. The first value of a property counts, as in Liquibase.
 */
final class ChangelogProperties extends ChangeLogParameters {

    private final String database;
    private final Map<String, Object> values = new HashMap<>();

    ChangelogProperties(Database database) {
        super(database);
        this.database = database.getShortName();
        // Liquibase compares the attribute "dbms" of a change with this value.
        values.put("database.typeName", this.database);
    }

    @Override
    public void set(
            String key,
            Object value,
            @Nullable String context,
            @Nullable String labels,
            @Nullable String databases,
            boolean isGlobal,
            DatabaseChangeLog changelog) {
        if (databases == null || Arrays.asList(databases.split("\\s*,\\s*")).contains(database)) {
            values.putIfAbsent(key, value);
        }
    }

    @Override
    public @Nullable Object getValue(String key, DatabaseChangeLog changelog) {
        return values.get(key);
    }

    @Override
    public boolean hasValue(String key, DatabaseChangeLog changelog) {
        return values.containsKey(key);
    }
}
