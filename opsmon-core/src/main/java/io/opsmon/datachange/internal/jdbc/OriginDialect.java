package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import java.sql.Connection;
import java.sql.SQLException;

/** Sets the origin of changes in the session of a database, where the triggers read it. Thread-safe. */
interface OriginDialect {

    /** Returns whether the database forgets the origin at the end of a transaction. */
    boolean isTransactional();

    /** Sets the origin for the current transaction, or for the session if {@link #isTransactional} is false. */
    void set(Connection connection, ChangeOrigin origin) throws SQLException;

    /** Sets the origin for the session. */
    void setForSession(Connection connection, ChangeOrigin origin) throws SQLException;

    /** Removes the origin from the session. */
    void clear(Connection connection) throws SQLException;
}
