package io.opsmon.jdbc;

/**
 * Methods to insert a batch of entries.
 *
 * @since 0.1
 */
public enum BulkInsert {

    /** A JDBC batch of single-row inserts. Every database supports this method. */
    BATCH,

    /** Inserts with up to 200 rows in one {@code VALUES} clause. The driver needs no setting for batches. */
    MULTI_ROW,

    /**
     * {@code COPY ... FROM STDIN} of PostgreSQL within the transaction. Connections of drivers other than PostgreSQL's
     * and small batches use {@link #BATCH}.
     */
    COPY
}
