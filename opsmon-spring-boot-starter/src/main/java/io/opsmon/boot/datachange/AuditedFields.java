package io.opsmon.boot.datachange;

import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.internal.change.AuditedColumns;
import io.opsmon.operationlog.internal.change.AuditedColumns.AuditedColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.function.SingletonSupplier;

/** The {@link AuditField}s of the host's JPA entities, read at first use, after the start of JPA. Thread-safe. */
final class AuditedFields {

    private static final Logger log = LoggerFactory.getLogger(AuditedFields.class);

    private final Supplier<List<AuditedColumn>> columns;

    AuditedFields(ListableBeanFactory beans) {
        this.columns = SingletonSupplier.of(() -> read(beans));
    }

    private static List<AuditedColumn> read(ListableBeanFactory beans) {
        try {
            return AuditedColumns.of(beans);
        } catch (RuntimeException | LinkageError failure) {
            log.warn("The annotations @AuditField of entities do not apply to data changes: {}", failure.toString());
            return List.of();
        }
    }

    List<String> ignored() {
        return names(AuditField::ignore);
    }

    List<String> masked() {
        return names(AuditField::mask);
    }

    /** Returns labels by column. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (AuditedColumn column : columns.get()) {
            if (!column.field().label().isEmpty()) {
                labels.put(column.name(), column.field().label());
            }
        }
        return labels;
    }

    private List<String> names(Predicate<AuditField> condition) {
        return columns.get().stream()
                .filter(column -> condition.test(column.field()))
                .map(AuditedColumn::name)
                .toList();
    }
}
