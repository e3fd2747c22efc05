package io.opsmon.backup.internal.h2;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;

class H2BehindAServerTest extends H2RunnerContract {

    private static final Server SERVER = start();

    private static Server start() {
        try {
            return Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.pool("jdbc:h2:tcp://localhost:" + SERVER.getPort() + "/mem:" + UUID.randomUUID()
                + ";DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
    }
}
