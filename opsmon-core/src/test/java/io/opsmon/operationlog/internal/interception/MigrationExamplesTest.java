package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the migration guides, as printed there. */
class MigrationExamplesTest {

    record Order(
            String number, @AuditField(label = "Address") String address, String product) {}

    static class Orders {

        private final Map<String, String> users = Map.of("7", "Ada");

        @OperationLog(
                module = "orders",
                action = OperationAction.CREATE,
                resourceType = "order",
                resourceId = "#{#order.number}",
                description = "#{#order.number}: ordered #{#order.product}, result #{#result}",
                failureDescription = "could not order: #{#error.message}",
                extra = "order=#{#order.toString()}")
        public boolean createOrder(Order order) {
            if (order.product().isEmpty()) {
                throw new IllegalArgumentException("no product");
            }
            return true;
        }

        @OperationLog(
                module = "orders",
                resourceId = "#{#number}",
                operator = "#{#by}",
                description = "approved",
                condition = "#amount > 100")
        public void approve(String number, String by, int amount) {}

        @OperationLog(module = "orders", resourceId = "#{#id}", description = "assigned to #{#userName(#user)}")
        public void assign(String id, String user) {}

        @TemplateFunction(before = true)
        public String userName(String id) {
            return users.getOrDefault(id, id);
        }

        @OperationLog(module = "orders", resourceId = "#{#order.number}", description = "changed #{#diff()}")
        public void update(Order order) {
            OperationLogContext.oldValue(new Order(order.number(), "East", order.product()));
            OperationLogContext.newValue(order);
        }

        @OperationLog(module = "orders", description = "changed the address from #{#old} to #{#address}")
        public void move(String number, String address) {
            OperationLogContext.put("old", "East");
        }

        @OperationLog(
                module = "User management",
                action = OperationAction.UPDATE,
                recordResult = true,
                exclude = "user.remark")
        public String edit(Map<String, String> user) {
            return "ok";
        }
    }

    @TempDir
    Path journal = Path.of("");

    private RecordingContext context = new RecordingContext(new InMemoryOperationLogRepository(1), Path.of(""));
    private Orders orders = new Orders();

    @BeforeEach
    void open() {
        context = new RecordingContext(new InMemoryOperationLogRepository(10), journal);
        Orders target = new Orders();
        context.functions.addFrom(target);
        orders = context.recorded(target);
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void successFailureAndExtra() {
        orders.createOrder(new Order("O-1", "East", "tea"));
        OperationLogEntry success = context.onlyEntry();
        assertThat(success.description()).isEqualTo("O-1: ordered tea, result true");
        assertThat(success.extra().get("order")).contains("O-1");

        assertThatThrownBy(() -> orders.createOrder(new Order("O-2", "East", "")))
                .hasMessage("no product");
        assertThat(context.entries().get(0).description()).isEqualTo("could not order: no product");
    }

    @Test
    void operatorAndCondition() {
        orders.approve("O-1", "grace", 50);
        orders.approve("O-2", "grace", 500);

        OperationLogEntry entry = context.onlyEntry();
        assertThat(java.util.Objects.requireNonNull(entry.operator()).id()).isEqualTo("grace");
        assertThat(java.util.Objects.requireNonNull(entry.resource()).id()).isEqualTo("O-2");
    }

    @Test
    void functionsDiffAndVariables() {
        orders.assign("O-1", "7");
        assertThat(context.onlyEntry().description()).isEqualTo("assigned to Ada");
        orders.update(new Order("O-1", "West", "tea"));
        assertThat(context.entries().get(0).description()).isEqualTo("changed Address: “East” → “West”");
        orders.move("O-1", "West");
        assertThat(context.entries().get(0).description()).isEqualTo("changed the address from East to West");
    }

    @Test
    void requestAndResponseOfRuoYi() {
        orders.edit(Map.of("name", "Ada", "remark", "private", "password", "x"));

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.arguments())
                .contains("\"name\":\"Ada\"", "\"password\":\"***\"")
                .doesNotContain("private");
        assertThat(entry.result()).isEqualTo("\"ok\"");
    }

    @Test
    void theGuidesShowThisCode() throws IOException {
        String source = squeezed(Files.readString(
                Path.of("src/test/java/io/opsmon/operationlog/internal/interception/MigrationExamplesTest.java")));
        for (String guide : java.util.List.of("migrating-from-mzt-biz-log.md", "migrating-from-ruoyi-log.md")) {
            Matcher after = Pattern.compile("```java\n// after\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("../docs", guide)));
            int examples = 0;
            while (after.find()) {
                examples++;
                assertThat(source).as(guide).contains(squeezed(after.group(1)));
            }
            assertThat(examples).as(guide).isPositive();
        }
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
