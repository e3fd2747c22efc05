package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.backup.BackupDatabase;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class PostgresAddressTest {

    private static final AbstractDriverBasedDataSource UNUSED = new DriverManagerDataSource();

    private static Map<String, String> of(String url, @Nullable String username, @Nullable String password) {
        return PostgresAddress.of(new BackupDatabase("main", UNUSED, url, username, password))
                .environment();
    }

    @Test
    void readsHostPortAndDatabase() {
        assertThat(of("jdbc:postgresql://db.example.org:6432/orders", "shop", "p w"))
                .containsEntry("PGHOST", "db.example.org")
                .containsEntry("PGPORT", "6432")
                .containsEntry("PGDATABASE", "orders")
                .containsEntry("PGUSER", "shop")
                .containsEntry("PGPASSWORD", "p w");
        assertThat(of("jdbc:postgresql:orders", null, null))
                .containsEntry("PGHOST", "localhost")
                .containsEntry("PGPORT", "5432")
                .containsEntry("PGDATABASE", "orders")
                .doesNotContainKeys("PGUSER", "PGPASSWORD");
        assertThat(of("jdbc:postgresql://h/", "u", null)).doesNotContainKey("PGDATABASE");
    }

    @Test
    void readsSeveralServersAndAddressesOfIpv6() {
        assertThat(of("jdbc:postgresql://a,b:1,[::1]:2,[fe80::1]/x", null, null))
                .containsEntry("PGHOST", "a,b,::1,fe80::1")
                .containsEntry("PGPORT", "5432,1,2,5432");
    }

    @Test
    void readsWhatParametersSay() {
        assertThat(of(
                        "jdbc:postgresql://h/x%20%3B%2By?user=a%40b&password=c%26d+e&sslmode=verify-full&sslrootcert=/r.pem&targetServerType=secondary&prepareThreshold=0",
                        null, null))
                .containsEntry("PGDATABASE", "x ;+y")
                .containsEntry("PGUSER", "a@b")
                .containsEntry("PGPASSWORD", "c&d+e")
                .containsEntry("PGSSLMODE", "verify-full")
                .containsEntry("PGSSLROOTCERT", "/r.pem")
                .containsEntry("PGTARGETSESSIONATTRS", "standby");
    }
}
