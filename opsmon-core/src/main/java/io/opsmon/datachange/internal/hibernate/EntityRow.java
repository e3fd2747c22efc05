package io.opsmon.datachange.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;

/**
 * The row of an entity in one of the entity's tables, or all rows of a collection in the table of the collection.
 *
 * @param table the table
 * @param id the identifier of the entity, or the key of the collection
 * @param key the columns of the identifier or key
 * @param isCollection whether there may be several rows
 */
record EntityRow(RecordedTable table, Object id, RowKey key, boolean isCollection) {

    /** The columns that identify rows. */
    @FunctionalInterface
    interface RowKey {

        /** Converts an identifier to values of columns. */
        void convert(
                Object id,
                BiConsumer<SelectableMapping, @Nullable Object> parts,
                SharedSessionContractImplementor session);

        static RowKey of(EntityTableMapping table) {
            return (id, parts, session) -> table.getKeyDetails()
                    .breakDownKeyJdbcValues(id, (value, column) -> parts.accept(column, value), session);
        }

        static RowKey of(CollectionPersister collection) {
            return (id, parts, session) -> collection
                    .getAttributeMapping()
                    .getKeyDescriptor()
                    .getKeyPart()
                    .decompose(id, (index, value, column) -> parts.accept(column, value), session);
        }
    }

    /** A column of the key with its value for JDBC. */
    record KeyPart(SelectableMapping column, @Nullable Object value) {}

    List<KeyPart> parts(SharedSessionContractImplementor session) {
        List<KeyPart> parts = new ArrayList<>();
        key.convert(id, (column, value) -> parts.add(new KeyPart(column, value)), session);
        return parts;
    }

    /** Rows are the same if table and identifier are: entities of a hierarchy share tables. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityRow row && row.table.name().equals(table.name()) && row.id.equals(id);
    }

    @Override
    public int hashCode() {
        return 31 * table.name().hashCode() + id.hashCode();
    }
}
