package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;

/** The database is a server of the test, because an embedded database would end with the killed process. */
class KilledHostOnH2Test extends KilledHostContract {

    private final Server server = started();

    private static Server started() {
        try {
            return Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    HikariDataSource database() {
        return TestDatabases.pool(
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Override
    String procedure() {
        return "CREATE ALIAS mark FOR '" + ReplayedChangesOnH2Test.class.getName() + ".mark'";
    }

    @Override
    void drop(HikariDataSource database) {
        // The database ends with the server.
    }

    @AfterEach
    void stop() {
        server.stop();
    }
}
