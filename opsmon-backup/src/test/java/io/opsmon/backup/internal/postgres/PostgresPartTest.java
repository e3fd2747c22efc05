package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.DumpMethod;

/** Parts through the driver. */
class PostgresPartTest extends PostgresPartContract {

    PostgresPartTest() {
        super(new PostgresRunner(DumpMethod.JDBC, null, 1));
    }
}
