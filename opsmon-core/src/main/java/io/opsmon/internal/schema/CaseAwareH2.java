package io.opsmon.internal.schema;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import liquibase.CatalogAndSchema.CatalogAndSchemaCase;
import liquibase.database.DatabaseConnection;
import liquibase.database.core.H2Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;

/**
 * Liquibase's view of an H2 database that respects the case of its unquoted names. Liquibase's own class assumes upper
 * case. With {@code DATABASE_TO_LOWER=TRUE}, it does not find tables that it has just created.
 */
final class CaseAwareH2 extends H2Database {

    @Override
    public void setConnection(DatabaseConnection connection) {
        super.setConnection(connection);
        if (connection instanceof JdbcConnection jdbc) {
            try {
                DatabaseMetaData metadata = jdbc.getMetaData();
                unquotedObjectsAreUppercased = metadata.storesUpperCaseIdentifiers()
                        ? Boolean.TRUE
                        : metadata.storesLowerCaseIdentifiers() ? Boolean.FALSE : null;
            } catch (SQLException | DatabaseException failure) {
                throw new IllegalStateException("Reading the case of names from H2's metadata failed", failure);
            }
        }
    }

    /** Returns the case of names in the database: in a database of lower case, the schema is {@code public}. */
    @Override
    public CatalogAndSchemaCase getSchemaAndCatalogCase() {
        return Boolean.TRUE.equals(unquotedObjectsAreUppercased)
                ? super.getSchemaAndCatalogCase()
                : CatalogAndSchemaCase.ORIGINAL_CASE;
    }
}
