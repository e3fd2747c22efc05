package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.DumpMethod;
import io.opsmon.testsupport.TestTools;

/** Parts through {@code pg_dump}. */
class PostgresProgramPartTest extends PostgresPartContract {

    PostgresProgramPartTest() throws InterruptedException {
        super(new PostgresRunner(DumpMethod.TOOLS, null, 1));
        TestTools.require("pg_dump");
    }
}
