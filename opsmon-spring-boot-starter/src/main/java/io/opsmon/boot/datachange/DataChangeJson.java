package io.opsmon.boot.datachange;

import io.opsmon.boot.log.JsonMembers;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.NamePattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes data changes as JSON. Values are texts exactly as in the database, because numbers of JSON clients have 53
 * bits. Thread-safe.
 */
final class DataChangeJson {

    private final Supplier<List<Map.Entry<NamePattern, String>>> labels;

    /**
     * Creates the writer.
     *
     * @param labels the labels of columns by pattern; the first match applies
     * @param fields the labels of entities, which apply after the others
     */
    DataChangeJson(Map<String, String> labels, AuditedFields fields) {
        this.labels = SingletonSupplier.of(() -> Stream.of(labels, fields.labels())
                .flatMap(each -> each.entrySet().stream())
                .map(each -> Map.entry(NamePattern.of(each.getKey()), each.getValue()))
                .toList());
    }

    ObjectNode write(DataChange change) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", change.id().toString());
        json.put("changedAt", change.changedAt().toString());
        JsonMembers.put(json, "transactionId", change.transactionId());
        json.put("table", change.table());
        json.put("action", change.action().name());
        JsonMembers.put(json, "key", change.key());
        JsonMembers.put(json, "newKey", change.newKey());
        if (change.rowCount() != null) {
            json.put("rowCount", change.rowCount());
        }
        if (change.operationId() != null) {
            json.put("operationId", change.operationId().toString());
        }
        if (change.operatorId() != null) {
            ObjectNode operator = json.putObject("operator").put("id", change.operatorId());
            JsonMembers.put(operator, "name", change.operatorName());
        }
        JsonMembers.put(json, "application", change.application());
        json.put("outside", change.application() == null);
        JsonMembers.put(json, "databaseUser", change.databaseUser());
        JsonMembers.put(json, "note", change.note());
        addColumns(json.putArray("columns"), change);
        return json;
    }

    private void addColumns(ArrayNode columns, DataChange change) {
        @Nullable JsonNode old = values(change.oldValues());
        @Nullable JsonNode now = values(change.newValues());
        Set<String> names = new LinkedHashSet<>();
        if (now != null) {
            names.addAll(now.propertyNames());
        }
        if (old != null) {
            names.addAll(old.propertyNames());
        }
        String[] table = change.table().split("\\.", 2);
        for (String name : names) {
            ObjectNode column = columns.addObject().put("column", name);
            String[] qualified =
                    table.length == 2 ? new String[] {table[0], table[1], name} : new String[] {table[0], name};
            labels.get().stream()
                    .filter(label -> label.getKey().matches(qualified))
                    .findFirst()
                    .ifPresent(label -> column.put("label", label.getValue()));
            if (old != null && old.has(name)) {
                column.set("old", old.get(name));
            }
            if (now != null && now.has(name)) {
                column.set("new", now.get(name));
            }
        }
    }

    private static @Nullable JsonNode values(@Nullable String json) {
        return json == null ? null : JsonMapper.shared().readTree(json);
    }
}
