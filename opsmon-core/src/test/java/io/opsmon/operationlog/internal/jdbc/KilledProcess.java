package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.testsupport.TestDatabases;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The process that {@link KillNineTest} kills. Four threads record entries without end, and write the id of each
 * acknowledged entry to a file.
 */
final class KilledProcess {

    private KilledProcess() {}

    /** Arguments: the URL of the database, the directory of the journal, the file of acknowledged ids. */
    public static void main(String[] arguments) throws Exception {
        HikariDataSource pool = TestDatabases.pool(arguments[0]);
        OperationLogRecorder recorder = new OperationLogRecorder(
                new JdbcOperationLogRepository(pool, Duration.ofSeconds(5)),
                RecorderSettings.with(JournalSettings.in(Path.of(arguments[1]))),
                Clock.systemUTC());
        recorder.start();
        OutputStream acknowledged = new FileOutputStream(arguments[2], true);
        for (int i = 0; i < 4; i++) {
            Consistency consistency = i == 0 ? Consistency.SYNCHRONOUS : Consistency.JOURNALED;
            new Thread(() -> recordWithoutEnd(recorder, consistency, acknowledged)).start();
        }
    }

    private static void recordWithoutEnd(
            OperationLogRecorder recorder, Consistency consistency, OutputStream acknowledged) {
        try {
            while (true) {
                OperationLogEntry entry = TestEntries.complete();
                recorder.record(entry, consistency);
                // One write for a whole line, so that the file contains acknowledged ids only.
                acknowledged.write((entry.id() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
