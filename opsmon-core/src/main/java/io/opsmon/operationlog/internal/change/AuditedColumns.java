package io.opsmon.operationlog.internal.change;

import io.opsmon.operationlog.AuditField;
import jakarta.persistence.Column;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Table;
import jakarta.persistence.metamodel.EntityType;
import java.beans.Introspector;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The columns of JPA entities with {@link AuditField}. A name that is not set is both the name of the property and its
 * form with underscores, because naming strategies differ.
 *
 * @since 0.1
 */
public final class AuditedColumns {

    private AuditedColumns() {}

    /**
     * A column with its annotation.
     *
     * @param name table and column
     * @param field the annotation
     */
    public record AuditedColumn(String name, AuditField field) {}

    /**
     * Returns the columns of all entities.
     *
     * @param beans the beans of the application
     * @return the columns; empty without JPA
     */
    public static List<AuditedColumn> of(ListableBeanFactory beans) {
        if (!ClassUtils.isPresent("jakarta.persistence.EntityManagerFactory", AuditedColumns.class.getClassLoader())) {
            return List.of();
        }
        return Jpa.columns(beans);
    }

    /** Loaded only if JPA is present. */
    private static final class Jpa {

        static List<AuditedColumn> columns(ListableBeanFactory beans) {
            List<AuditedColumn> columns = new ArrayList<>();
            beans.getBeanProvider(EntityManagerFactory.class).stream()
                    .flatMap(factory -> factory.getMetamodel().getEntities().stream())
                    .forEach(entity -> add(entity, columns));
            return columns;
        }

        private static void add(EntityType<?> entity, List<AuditedColumn> columns) {
            @Nullable Table table = entity.getJavaType().getAnnotation(Table.class);
            Set<String> tables = names(table == null ? "" : table.name(), entity.getName());
            for (Class<?> type = entity.getJavaType();
                    type != null && type != Object.class;
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    add(tables, field, field.getName(), columns);
                }
                for (Method method : type.getDeclaredMethods()) {
                    String name = method.getName().replaceFirst("^(?:get|is)(?=[A-Z])", "");
                    add(tables, method, Introspector.decapitalize(name), columns);
                }
            }
        }

        private static <M extends AnnotatedElement & Member> void add(
                Set<String> tables, M member, String property, List<AuditedColumn> columns) {
            @Nullable AuditField field = member.getAnnotation(AuditField.class);
            if (field == null) {
                return;
            }
            @Nullable Column column = member.getAnnotation(Column.class);
            for (String name : names(column == null ? "" : column.name(), property)) {
                tables.forEach(table -> columns.add(new AuditedColumn(table + "." + name, field)));
            }
        }

        private static Set<String> names(String given, String property) {
            String name = given.isEmpty() ? property : given;
            Set<String> names = new TreeSet<>();
            names.add(name);
            names.add(name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT));
            return names;
        }
    }
}
