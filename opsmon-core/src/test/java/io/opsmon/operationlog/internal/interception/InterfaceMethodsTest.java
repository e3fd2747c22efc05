package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Sensitive;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and annotations of recorded methods on interfaces, such as mappers and repositories, and on superclasses. */
class InterfaceMethodsTest {

    @TempDir
    Path directory;

    private RecordingContext context;

    @BeforeEach
    void open() {
        context = new RecordingContext(new InMemoryOperationLogRepository(100), directory);
    }

    @AfterEach
    void close() {
        context.close();
    }

    record Order(long id, String token) {}

    /** An annotation like those of MyBatis and Spring Data. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Param {
        String value();
    }

    public interface BaseMapper<T> {
        @OperationLog(description = "saved #{#entity.id}")
        int save(T entity, @Sensitive String pin);
    }

    public interface OrderMapper extends BaseMapper<Order> {

        @OperationLog(description = "signed up #{#user} with #{#password}")
        int signUp(@Param("user") String user, @Param("password") String password, @Sensitive @Param("pin") String pin);

        @OperationLog(description = "renamed")
        int rename(@Param("password") String first, String second);
    }

    private OrderMapper mapper() {
        OrderMapper target = (OrderMapper) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {OrderMapper.class}, (proxy, method, arguments) -> 1);
        return context.recordedByInterface(target);
    }

    @Test
    void findsNamesAndAnnotationsOfAMapper() {
        mapper().signUp("ada", "hunter2", "9999");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.arguments()).isEqualTo("{\"user\":\"ada\",\"password\":\"***\",\"pin\":\"***\"}");
        assertThat(entry.description()).isEqualTo("signed up ada with ***");
        assertThat(entry.module()).isEqualTo("OrderMapper");
        assertThat(entry.source().method()).endsWith("OrderMapper#signUp");
    }

    @Test
    void findsThemOnGenericInterfaces() {
        mapper().save(new Order(7, "t0ken"), "9999");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.description()).isEqualTo("saved 7");
        assertThat(entry.arguments()).isEqualTo("{\"entity\":{\"id\":7,\"token\":\"***\"},\"pin\":\"***\"}");
        assertThat(entry.module()).isEqualTo("OrderMapper");
    }

    @Test
    void hidesByTheNameOfAnAnnotation() {
        mapper().rename("hunter2", "x");

        assertThat(context.onlyEntry().arguments()).isEqualTo("{\"first\":\"***\",\"second\":\"x\"}");
    }

    public abstract static class Base<T> {
        public void store(@Sensitive T value, @Sensitive String pin) {}
    }

    public static class Shop extends Base<String> {
        @Override
        @OperationLog(description = "stored", extra = "apiKey=#{#value}")
        public void store(String value, String pin) {
            OperationLogContext.extra("note", "password=hunter2");
            OperationLogContext.extra("token", "abc");
        }
    }

    @Test
    void findsAnnotationsOfOverriddenMethods() {
        context.recorded(new Shop()).store("secret value", "9999");

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.arguments()).isEqualTo("{\"value\":\"***\",\"pin\":\"***\"}");
        assertThat(entry.extra())
                .containsEntry("apiKey", "***")
                .containsEntry("note", "password=***")
                .containsEntry("token", "***");
    }
}
