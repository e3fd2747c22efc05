package io.opsmon.testsupport;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A host's dialect: H2 in its mode {@code STRICT}, which has no {@code LIMIT} and which opsmon refuses. */
public final class StrictH2Dialect implements DatabaseDialect {

    @Override
    public boolean supports(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("StrictDB");
    }

    @Override
    public DatabaseFamily family() {
        return DatabaseFamily.H2;
    }

    @Override
    public String limit(String rows) {
        return "FETCH FIRST " + rows + " ROWS ONLY";
    }

    @Override
    public @Nullable String unsuitability(Connection connection) {
        return null;
    }

    /** A new, empty database of this kind. */
    public static RenamedDatabase newDatabase() {
        return named(TestDatabases.h2("MODE=STRICT"));
    }

    /** A database of this kind. */
    public static RenamedDatabase named(HikariDataSource database) {
        return new RenamedDatabase(database, "StrictDB", new StrictH2Dialect());
    }
}
