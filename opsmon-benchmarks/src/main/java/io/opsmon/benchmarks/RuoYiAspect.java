package io.opsmon.benchmarks;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reproduces the published behaviour of RuoYi-Vue's {@code LogAspect} and {@code AsyncManager}. The calling thread
 * writes arguments and result as JSON and cuts them at 2,000 characters. A task on a scheduled pool, 10 ms later,
 * stores each log with one INSERT. Written for this comparison, without code of RuoYi. The caller limits the pool here
 * if a run would fill the heap.
 */
@Aspect
class RuoYiAspect {

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(4, runnable -> {
        Thread thread = new Thread(runnable, "schedule-pool");
        thread.setDaemon(true);
        return thread;
    });
    private final Consumer<Map<String, Object>> insert;

    RuoYiAspect(Consumer<Map<String, Object>> insert) {
        this.insert = insert;
    }

    int waiting() {
        return pool.getQueue().size();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Around("@annotation(log)")
    @Nullable
    Object around(ProceedingJoinPoint point, RuoYiLog log) throws Throwable {
        long start = System.currentTimeMillis();
        @Nullable Object result = point.proceed();
        Map<String, Object> row = new HashMap<>();
        MethodSignature signature = (MethodSignature) point.getSignature();
        row.put("title", log.title());
        row.put("businessType", log.businessType());
        row.put("method", point.getTarget().getClass().getName() + "." + signature.getName() + "()");
        StringBuilder parameters = new StringBuilder();
        for (Object argument : point.getArgs()) {
            parameters.append(mapper.writeValueAsString(argument)).append(' ');
        }
        row.put("operParam", cut(parameters.toString()));
        row.put("jsonResult", cut(mapper.writeValueAsString(result)));
        row.put("operTime", LocalDateTime.now(java.time.ZoneOffset.UTC));
        row.put("costTime", System.currentTimeMillis() - start);
        pool.schedule(() -> insert.accept(row), 10, TimeUnit.MILLISECONDS);
        return result;
    }

    private static String cut(String text) {
        return text.length() > 2_000 ? text.substring(0, 2_000) : text;
    }
}
