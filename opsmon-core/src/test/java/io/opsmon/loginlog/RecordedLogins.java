package io.opsmon.loginlog;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.log.LogPageRequest;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A recorder that writes to memory, and its entries, oldest first. */
public final class RecordedLogins implements AutoCloseable {

    /** Creates references of sessions. */
    public static final SessionReference REFERENCES = new SessionReference("a key for the tests");

    private final InMemoryLoginLogRepository repository = new InMemoryLoginLogRepository(1_000);
    private final LoginLogRecorder recorder;

    /** Creates an empty recorder. */
    public RecordedLogins(Path journal) {
        this.recorder = new LoginLogRecorder(
                repository,
                new LoginDescriber(new CachedClientDescriber(() -> null, () -> null), null, risky -> {}),
                new LoginLogRecorder.Surroundings("shop", "node-1", CurrentHttpExchange.NONE, List.of(), REFERENCES),
                RecorderSettings.with(JournalSettings.in(journal)),
                Consistency.BUFFERED,
                FloodSettings.DEFAULTS,
                Clock.systemUTC());
    }

    /** Returns the recorder. */
    public LoginLogRecorder recorder() {
        return recorder;
    }

    /** Returns the recorded entries. */
    public List<LoginLogEntry> entries() {
        recorder.flush(Duration.ofSeconds(10));
        return repository.find(LoginLogFilter.ALL, LogPageRequest.first(500)).items().stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    @Override
    public void close() {
        recorder.close();
    }
}
