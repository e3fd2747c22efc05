package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data classes, coroutines and flows of Kotlin. */
class KotlinTest {

    @TempDir
    Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private KotlinShop shop;

    @BeforeEach
    void makeShop() {
        context = new RecordingContext(new InMemoryOperationLogRepository(100), directory);
        shop = context.recorded(new KotlinShop());
    }

    @AfterEach
    void close() {
        assertThat(OperationLogContext.capture()).isNull();
        context.close();
    }

    @Test
    void masksSensitiveConstructorParameters() {
        KotlinShopKt.cards().forEach(shop::pay);

        assertThat(context.entries())
                .hasSize(8)
                .extracting(OperationLogEntry::arguments)
                .allSatisfy(arguments -> assertThat(arguments).contains("***").doesNotContain("4711", "false"));
        assertThat(context.entries().get(7).arguments()).contains("\"owner\":\"ada\"");
    }

    @Test
    void keepsWhatACoroutineAddsAfterASuspension() {
        assertThat(KotlinShopKt.payLater(shop)).isEqualTo("ada");

        assertThat(context.onlyEntry().description()).isEqualTo("paid with cash");
    }

    @Test
    void keepsWhatACoroutineAddsOnAnotherDispatcher() {
        assertThat(KotlinShopKt.move(shop)).isEqualTo("moved");

        assertThat(context.onlyEntry().description()).isEqualTo("moved to the attic");
    }

    @Test
    void keepsWhatChildCoroutinesAdd() {
        KotlinShopKt.count(shop);

        assertThat(context.onlyEntry().description()).isEqualTo("counted 1 and 2");
    }

    @Test
    void keepsWhatACoroutineAddsBeforeItFails() {
        assertThatThrownBy(() -> KotlinShopKt.fail(shop)).hasMessage("wet");

        assertThat(context.onlyEntry().description()).isEqualTo("failed with rain");
        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
    }

    @Test
    void separatesNestedCoroutines() {
        KotlinShopKt.forward(context.recorded(new KotlinBranch(shop)));

        assertThat(context.entries())
                .extracting(OperationLogEntry::description)
                .containsExactlyInAnyOrder("branch north and south", "paid with cash");
    }

    @Test
    void recordsAFlowWhenItIsCollected() {
        var flow = shop.list();
        assertThat(context.entries()).isEmpty();

        assertThat(KotlinShopKt.collectAll(flow)).containsExactly("apple", "nut");

        assertThat(context.onlyEntry().description()).isEqualTo("listed 2 of fruit and nuts");
    }

    @Test
    void recordsEachCollectionOfAFlow() {
        var flow = shop.list();

        KotlinShopKt.collectAll(flow);
        assertThat(KotlinShopKt.collectInFlow(flow)).containsExactly("APPLE", "NUT");

        assertThat(context.entries())
                .extracting(OperationLogEntry::description)
                .containsExactly("listed 2 of fruit and nuts", "listed 2 of fruit and nuts");
    }

    @Test
    void recordsTheFailureOfAFlow() {
        assertThatThrownBy(() -> KotlinShopKt.collectAll(shop.broken())).hasMessage("no nuts");

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(context.onlyEntry().failure()).message())
                .isEqualTo("no nuts");
    }

    @Test
    void recordsACollectorThatStopsEarlyAsACancellation() {
        assertThat(KotlinShopKt.collectFirst(shop.list())).isEqualTo("apple");

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void recordsTheFlowOfASuspendFunction() {
        assertThat(KotlinShopKt.openAndCollect(shop)).containsExactly("apple", "nut");

        assertThat(context.onlyEntry().description()).isEqualTo("opened 2");
    }

    @Test
    void leavesAHotFlowToItsCaller() {
        assertThat(shop.state().getValue()).isEqualTo("open");

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }
}
