package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PostgresTransactionalConsistencyTest extends TransactionalConsistencyContract {

    @Override
    DataSource pool() {
        return TestDatabases.postgres();
    }

    @Test
    void saysNothingOfATransactionThatRollsBackBecauseOfASwallowedError() {
        boolean unused = commits(transaction, status -> shop.swallow(jdbc));

        assertThat(sales()).isZero();
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void saysNothingWhicheverManagerCommits() {
        TransactionTemplate old = new TransactionTemplate(new DataSourceTransactionManager(pool));

        boolean unused = commits(old, status -> shop.swallow(jdbc));

        assertThat(sales()).isZero();
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void isGoneIfAConstraintFailsAtTheCommit() {
        jdbc.execute("CREATE TABLE parent (id INT PRIMARY KEY)");
        jdbc.execute("ALTER TABLE sale ADD FOREIGN KEY (id) REFERENCES parent DEFERRABLE INITIALLY DEFERRED");

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> shop.sell(jdbc)))
                .isInstanceOf(DataAccessException.class);

        assertThat(context.entries()).isEmpty();
    }
}
