package io.opsmon.operationlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogRepositoryContract;
import io.opsmon.operationlog.TestEntries;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryOperationLogRepositoryTest extends OperationLogRepositoryContract {

    @Override
    protected OperationLogRepository emptyRepository() {
        return new InMemoryOperationLogRepository(50_000);
    }

    @Test
    void dropsTheOldestPastItsCapacity() {
        OperationLogRepository small = new InMemoryOperationLogRepository(2);
        OperationLogEntry oldest = TestEntries.at(TestEntries.NOON);

        small.saveAll(List.of(
                oldest,
                TestEntries.at(TestEntries.NOON.plusSeconds(1)),
                TestEntries.at(TestEntries.NOON.plusSeconds(2))));

        assertThat(small.findById(oldest.id())).isEmpty();
        assertThat(small.find(OperationLogFilter.ALL).items()).hasSize(2);
    }
}
