package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.DumpMethod;

/** Parts through the driver. */
class MariaDbPartTest extends MariaDbPartContract {

    MariaDbPartTest() {
        super(new MariaDbRunner(DumpMethod.JDBC, null));
    }
}
