package io.opsmon.operationlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.http.HttpFacts;
import io.opsmon.http.TestHttpExchange;
import io.opsmon.internal.http.RequestCalls;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationRecordingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TestHttpExchange current =
            TestHttpExchange.of(new HttpFacts("POST", "/imports", "name=ada", null, "203.0.113.1", null, null));

    @TempDir
    Path journal;

    private OperationLogRecorder recorder;
    private InMemoryOperationLogRepository repository;
    private OperationRecording recording;

    @BeforeEach
    void record() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        repository = new InMemoryOperationLogRepository(10);
        recorder = new OperationLogRecorder(repository, RecorderSettings.with(JournalSettings.in(journal)), clock);
        recording = new OperationRecording(
                recorder,
                () -> Operator.of("ada"),
                () -> current,
                () -> new TraceContext("current", null),
                "shop",
                "node-1",
                clock);
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    private List<OperationLogEntry> entries() {
        assertThat(recorder.flush(Duration.ofSeconds(60))).isTrue();
        return repository
                .find(OperationLogFilter.ALL, LogPageRequest.first(LogPageRequest.MAX_LIMIT))
                .items();
    }

    private OperationLogEntry onlyEntry() {
        assertThat(entries()).hasSize(1);
        return entries().get(0);
    }

    private static HttpFacts facts(OperationLogEntry entry) {
        return Objects.requireNonNull(entry.http());
    }

    @Test
    void addsOperatorRequestTraceNodeAndTimeOfTheThread() {
        recording
                .operation("imports", OperationAction.IMPORT, "imported 3 rows")
                .record();
        current.answer(201);

        OperationLogEntry entry = onlyEntry();
        assertThat(entry.module()).isEqualTo("imports");
        assertThat(entry.action()).isEqualTo("IMPORT");
        assertThat(entry.description()).isEqualTo("imported 3 rows");
        assertThat(entry.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(entry.occurredAt()).isEqualTo(NOW);
        assertThat(entry.duration()).isZero();
        assertThat(entry.operator()).isEqualTo(Operator.of("ada"));
        assertThat(entry.trace()).isEqualTo(new TraceContext("current", null));
        assertThat(entry.source())
                .isEqualTo(new Source("shop", "node-1", Thread.currentThread().getName(), null));
        assertThat(entry.extra()).isEmpty();
        assertThat(facts(entry)).isEqualTo(current.facts());
        assertThat(facts(entry).status()).isEqualTo(201);
    }

    @Test
    void recordsEachValueThatIsSet() {
        Failure failure = new Failure("io.shop.Refused", "no stock", null);
        Instant begun = Instant.parse("2026-02-28T08:00:00Z");
        recording
                .operation("orders", "SHIP", "shipped order 7")
                .outcome(Outcome.FAILURE)
                .failure(failure)
                .operator(Operator.of("grace"))
                .resource(new Resource("order", "7"))
                .occurredAt(begun)
                .duration(Duration.ofMillis(5))
                .method("io.shop.OrderService#ship")
                .arguments("{\"id\":7}")
                .extra(Map.of("carrier", "post"))
                .extra(Map.of("weight", "2 kg"))
                .record();
        current.answer(200);

        OperationLogEntry entry = onlyEntry();
        assertThat(entry.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(entry.failure()).isEqualTo(failure);
        assertThat(entry.operator()).isEqualTo(Operator.of("grace"));
        assertThat(entry.resource()).isEqualTo(new Resource("order", "7"));
        assertThat(entry.occurredAt()).isEqualTo(begun);
        assertThat(entry.duration()).isEqualTo(Duration.ofMillis(5));
        assertThat(entry.source().method()).isEqualTo("io.shop.OrderService#ship");
        assertThat(entry.arguments()).isEqualTo("{\"id\":7}");
        assertThat(entry.extra()).isEqualTo(Map.of("carrier", "post", "weight", "2 kg"));
    }

    @Test
    void keepsARecordedEntryAsItWas() {
        OperationRecording.Operation operation =
                recording.operation("jobs", "RUN", "ran").request(null, null).extra(Map.of("round", "1"));
        operation.record();
        operation.extra(Map.of("round", "2")).record();

        assertThat(entries()).extracting(entry -> entry.extra().get("round")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void omitsTheQueryBeforeAndAfterTheAnswer() {
        recording.operation("people", "ERASE", "erased").withoutQuery().record();
        current.answer(204);
        recording.operation("people", "ERASE", "erased again").withoutQuery().record();

        assertThat(entries()).hasSize(2).allSatisfy(entry -> {
            assertThat(facts(entry).query()).isNull();
            assertThat(facts(entry).path()).isEqualTo("/imports");
        });
    }

    @Test
    void recordsTheRequestOfAnotherThread() {
        TestHttpExchange other = TestHttpExchange.of("DELETE", "/orders/7");
        recording
                .operation("orders", "DELETE", "deleted order 7")
                .request(other, new TraceContext("other", null))
                .record();
        other.answer(204);

        assertThat(facts(onlyEntry())).isEqualTo(other.facts());
        assertThat(onlyEntry().trace()).isEqualTo(new TraceContext("other", null));
        assertThat(RequestCalls.of(other).isRecorded()).isTrue();
        assertThat(RequestCalls.of(current).isRecorded()).isFalse();
    }

    @Test
    void recordsNoRequestIfThereWasNone() {
        recording.operation("jobs", "RUN", "ran").request(null, null).record();

        assertThat(onlyEntry().http()).isNull();
        assertThat(onlyEntry().trace()).isNull();
        assertThat(RequestCalls.of(current).isRecorded()).isFalse();
    }
}
