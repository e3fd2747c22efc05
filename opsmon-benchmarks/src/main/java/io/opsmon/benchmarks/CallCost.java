package io.opsmon.benchmarks;

import com.mzt.logapi.beans.LogRecord;
import com.mzt.logapi.service.ILogRecordService;
import io.opsmon.log.FieldValues;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogStatistics;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.recording.RecorderStatistics;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Measures the cost of a recorded call on the calling thread beyond the bare proxied call. The stores accept everything
 * and keep nothing, so that no database is measured. The peers' own executors and queues are unchanged.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgs = {"-Xmx2g", "-Xms2g"})
@State(Scope.Benchmark)
public class CallCost {

    private final PriceChange change =
            new PriceChange("TEA-ASSAM", new BigDecimal("8.90"), "supplier price", List.of("tea", "black"));

    @SuppressWarnings("NullAway.Init")
    private ConfigurableApplicationContext context;

    @SuppressWarnings("NullAway.Init")
    private Work bare;

    @SuppressWarnings("NullAway.Init")
    private Work opsmon;

    @SuppressWarnings("NullAway.Init")
    private Work mzt;

    @SuppressWarnings("NullAway.Init")
    private Work ruoyi;

    private long id;

    /** A host with all peers. */
    @Configuration(proxyBeanMethods = false)
    @Import(Peers.class)
    static class Host {

        @Bean
        RuoYiAspect ruoyiAspect() {
            return new RuoYiAspect(row -> {});
        }

        @Bean
        @org.springframework.context.annotation.Primary
        ILogRecordService logRecordService() {
            return new Nowhere();
        }

        @Bean
        OperationLogRepository operationLogRepository() {
            return new Discard();
        }
    }

    /** Accepts all entries and discards them. */
    private static final class Discard implements OperationLogRepository {

        @Override
        public void saveAll(List<OperationLogEntry> entries) {}

        @Override
        public Optional<OperationLogEntry> findById(UUID id) {
            return Optional.empty();
        }

        @Override
        public LogPage<OperationLogEntry> find(OperationLogFilter filter, LogPageRequest page) {
            return new LogPage<OperationLogEntry>(List.of(), null, new LogPage.Total(0, true));
        }

        @Override
        public List<OperationLogEntry> slowest(OperationLogFilter filter, int limit) {
            return List.of();
        }

        @Override
        public FailureGroups failures(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
            return new FailureGroups(List.of(), false, Duration.ofHours(1));
        }

        @Override
        public LogStatistics aggregate(OperationLogFilter filter, Duration bucket) {
            return new LogStatistics(bucket, 0, 0, List.of(), Map.of());
        }

        @Override
        public FieldValues values(OperationLogFilter filter, String field, String part) {
            return new FieldValues(List.of(), new LogPage.Total(0, true));
        }
    }

    /** Discards the records of mzt-biz-log. */
    private static final class Nowhere implements ILogRecordService {

        @Override
        public void record(LogRecord logRecord) {}

        @Override
        public List<LogRecord> queryLog(String bizNo, String type) {
            return List.of();
        }

        @Override
        public List<LogRecord> queryLogByBizNo(String bizNo, String type, String subType) {
            return List.of();
        }
    }

    /** Starts the host. */
    @Setup
    public void start() {
        SpringApplication application = new SpringApplication(Host.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "logging.level.root",
                "ERROR",
                "spring.main.banner-mode",
                "off",
                "opsmon.recording.journal.directory",
                "target/benchmark-journal",
                "opsmon.recording.queue-capacity",
                "131072"));
        context = application.run();
        ProxyFactory factory = new ProxyFactory(new Variants.Bare());
        factory.setProxyTargetClass(true);
        factory.addAdvice((MethodInterceptor) invocation -> invocation.proceed());
        bare = (Work) factory.getProxy();
        opsmon = context.getBean(Variants.Opsmon.class);
        mzt = context.getBean(Variants.Mzt.class);
        ruoyi = context.getBean(Variants.RuoYi.class);
    }

    /** Stops the host, and prints how many calls went to the journal, which costs more than the queue. */
    @TearDown
    public void stop() {
        RecorderStatistics statistics = recorder().statistics();
        System.out.printf(
                "opsmon: %,d calls, %,d of them through the journal, %,d dropped%n",
                statistics.recorded(), statistics.spilled(), statistics.dropped());
        context.close();
    }

    OperationLogRecorder recorder() {
        return context.getBean(OperationLogRecorder.class);
    }

    /** Proxied, not logged. */
    @Benchmark
    public int plainBare() {
        return bare.plain(id++);
    }

    /** Proxied, not logged. */
    @Benchmark
    public int changeBare() {
        return bare.change(id++, change);
    }

    /** opsmon, constant description. */
    @Benchmark
    public int plainOpsmon() {
        return opsmon.plain(id++);
    }

    /** opsmon, two expressions and the argument. */
    @Benchmark
    public int changeOpsmon() {
        return opsmon.change(id++, change);
    }

    /** mzt-biz-log, constant description. */
    @Benchmark
    public int plainMzt() {
        return mzt.plain(id++);
    }

    /** mzt-biz-log, expressions and the argument as text. */
    @Benchmark
    public int changeMzt() {
        return mzt.change(id++, change);
    }

    /** RuoYi's way. */
    @Benchmark
    public int plainRuoYi() {
        return ruoyi.plain(id++);
    }

    /** RuoYi's way. */
    @Benchmark
    public int changeRuoYi() {
        return ruoyi.change(id++, change);
    }
}
