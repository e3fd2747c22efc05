package io.opsmon.datachange.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.TableDetails.KeyColumn;
import org.hibernate.metamodel.mapping.TableDetails.KeyDetails;
import org.jspecify.annotations.Nullable;

/**
 * The row of an entity in one of the entity's tables, or all rows of a collection in the table of the collection.
 *
 * @param table the table
 * @param id the identifier of the entity, or the key of the collection
 * @param key the columns of the identifier or key
 * @param isCollection whether there may be several rows
 */
record EntityRow(RecordedTable table, Object id, KeyDetails key, boolean isCollection) {

    /** A column of the identifier with its value for JDBC. */
    record KeyPart(KeyColumn column, @Nullable Object value) {}

    List<KeyPart> parts(SharedSessionContractImplementor session) {
        List<KeyPart> parts = new ArrayList<>();
        key.breakDownKeyJdbcValues(id, (value, column) -> parts.add(new KeyPart(column, value)), session);
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
