package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The operation log of a host under test, a bean of the host. Every read waits for the queue of the recorder. */
record RecordedOperations(OperationLogRecorder recorder, OperationLogRepository repository, JdbcTemplate sql) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Deletes all entries, also those that wait in the queue. */
    void clear() {
        flush();
        sql.execute("DELETE FROM opsmon_operation_log");
    }

    /** Returns all entries, newest first. */
    List<OperationLogEntry> all() {
        flush();
        return repository.find(OperationLogFilter.ALL).items();
    }

    /** Waits for the first entry and returns the entry, which must be the only entry. */
    OperationLogEntry only() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(all()).isNotEmpty());
        List<OperationLogEntry> entries = all();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private void flush() {
        assertThat(recorder.flush(PATIENCE))
                .as("The queue of the recorder is empty")
                .isTrue();
    }
}
