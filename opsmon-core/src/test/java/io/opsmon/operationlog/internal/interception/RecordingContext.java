package io.opsmon.operationlog.internal.interception;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.change.ChangeText;
import io.opsmon.operationlog.internal.payload.PayloadSettings;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.operationlog.internal.template.TemplateFunctions;
import io.opsmon.operationlog.internal.template.TemplateParser;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;

/** Records beans without a container. Everything is real except the resolvers, whose results the test sets. */
final class RecordingContext implements AutoCloseable {

    final OperationLogRepository repository;
    final OperationLogRecorder recorder;
    private final List<OperationLogInterceptor> interceptors = new ArrayList<>();
    final TemplateFunctions functions = new TemplateFunctions();
    final AtomicReference<@Nullable Operator> operator = new AtomicReference<>(Operator.of("ada"));

    OperatorResolver operators = operator::get;
    TraceContextResolver traces = () -> null;
    CurrentHttpExchange exchanges = CurrentHttpExchange.NONE;
    Clock clock = Clock.systemUTC();
    boolean strict = true;
    List<OldValueLoader> loaders = List.of();
    boolean skipUnchanged;

    @Nullable
    ResultOutcome results;

    RecordingContext(OperationLogRepository repository, Path journal) {
        this.repository = repository;
        this.recorder = new OperationLogRecorder(
                repository, RecorderSettings.with(JournalSettings.in(journal)), Clock.systemUTC());
    }

    /** Creates a class-based proxy, like a container. */
    <T> T recorded(T target) {
        return recorded(target, true);
    }

    /** Creates a JDK proxy, like a container for a mapper or a repository. */
    <T> T recordedByInterface(T target) {
        return recorded(target, false);
    }

    @SuppressWarnings("unchecked")
    private <T> T recorded(T target, boolean byClass) {
        Masking masking = new Masking(Masking.DEFAULT_KEYS);
        OperationParser parser =
                new OperationParser(new TemplateParser(functions, getClass().getClassLoader()), strict);
        RecordedMethods methods = new RecordedMethods(() -> parser, () -> masking, () -> byClass);
        ChangeCapture changes = new ChangeCapture(
                ChangeSettings.defaults(), masking, new ChangeText(null), Locale.ENGLISH, loaders, skipUnchanged);
        EntryWriter entries = new EntryWriter(
                recorder,
                new PayloadWriter(PayloadSettings.defaults(), masking, List.of()),
                masking,
                changes,
                results,
                "shop",
                "node-1");
        CallFacts facts =
                new CallFacts(() -> operators.resolve(), List.of(() -> traces.resolve()), () -> exchanges.get());
        OperationLogInterceptor interceptor = new OperationLogInterceptor(methods, facts, entries, changes, clock);
        interceptors.add(interceptor);
        ProxyFactory factory = new ProxyFactory(target);
        factory.setProxyTargetClass(byClass);
        factory.addAdvisor(new OperationLogAdvisor(methods, () -> interceptor, false, 0));
        factory.addAdvisor(new OperationLogAdvisor(methods, () -> interceptor, true, 0));
        return (T) factory.getProxy();
    }

    /** Returns the entries, newest first. */
    List<OperationLogEntry> entries() {
        recorder.flush(Duration.ofSeconds(5));
        return repository
                .find(OperationLogFilter.ALL, LogPageRequest.first(LogPageRequest.MAX_LIMIT))
                .items();
    }

    OperationLogEntry onlyEntry() {
        List<OperationLogEntry> entries = entries();
        if (entries.size() != 1) {
            throw new AssertionError("Not one entry but " + entries);
        }
        return entries.get(0);
    }

    void closeInterceptors() {
        interceptors.forEach(OperationLogInterceptor::close);
    }

    @Override
    public void close() {
        closeInterceptors();
        recorder.close();
    }
}
