package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.operationlog.internal.template.TemplateException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeCaptureTest {

    static class Product {
        @AuditField(label = "Price")
        public int price;

        public String name = "Tea";

        Product(int price) {
            this.price = price;
        }
    }

    /** Returns the same mutable objects at each call, like a JPA session. */
    static class Products implements OldValueLoader {
        final Map<String, Product> byId = new HashMap<>(Map.of("1", new Product(10)));

        @Override
        public boolean supports(String resourceType) {
            return resourceType.equals("product");
        }

        @Override
        public @Nullable Product load(String resourceType, String resourceId) {
            if (resourceId.equals("broken")) {
                throw new IllegalStateException("the database is gone");
            }
            return byId.get(resourceId);
        }

        Product known(String id) {
            return java.util.Objects.requireNonNull(byId.get(id));
        }

        @TemplateFunction
        public @Nullable Product product(String id) {
            return byId.get(id);
        }
    }

    static class Shop {
        final Products products;

        Shop(Products products) {
            this.products = products;
        }

        @OperationLog(
                description = "repriced: #{#diff()}",
                resourceType = "product",
                resourceId = "#{#id}",
                trackChanges = true)
        public void reprice(String id, int price) {
            Product product = products.byId.get(id);
            if (product != null) {
                product.price = price;
            }
            if (price < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        @OperationLog(description = "#{#diff()}", resourceType = "product", resourceId = "#{#id}", trackChanges = true)
        public void remove(String id) {
            products.byId.remove(id);
        }

        @OperationLog(description = "created", resourceType = "product", resourceId = "#{#result}", trackChanges = true)
        public String create(int price) {
            products.byId.put("2", new Product(price));
            return "2";
        }

        @OperationLog(description = "again: #{#diff()}", before = "#product(#id)")
        public void byExpression(String id, int price) {
            products.known(id).price = price;
        }

        @OperationLog(description = "#{#changes.size()}", before = "#product(#id)", after = "#result")
        public Product byResult(String id, int price) {
            return new Product(price);
        }

        @OperationLog(description = "by hand: #{#diff()}")
        public void byHand(int from, int to) {
            Product product = new Product(from);
            OperationLogContext.oldValue(product);
            product.price = to;
            OperationLogContext.newValue(product);
        }

        @OperationLog(description = "two: #{#diff(#a, #b)}, #{#diff(#b, #c)}")
        public void explicitly(Product a, Product b, Product c) {}

        @OperationLog(description = "wrong: #{#diff(#a)}")
        public void wrongArguments(Product a) {}

        @OperationLog(description = "later: #{#diff()}", before = "#product('1')")
        public CompletableFuture<String> later(CompletableFuture<String> future) {
            return future.thenApply(value -> {
                products.known("1").price = 99;
                return value;
            });
        }

        @OperationLog(description = "if", before = "#product(#id)", condition = "!#changes.isEmpty()")
        public void onlyIfChanged(String id, int price) {
            products.known(id).price = price;
        }
    }

    static class Careless {
        @OperationLog(trackChanges = true)
        public void nothingToLoad() {}
    }

    @TempDir
    Path journal;

    private final Products products = new Products();
    private RecordingContext context;
    private Shop shop;

    @BeforeEach
    void open() {
        context = new RecordingContext(new InMemoryOperationLogRepository(100), journal);
        context.loaders = List.of(products);
        context.functions.addFrom(products);
        shop = context.recorded(new Shop(products));
    }

    @AfterEach
    void close() {
        context.close();
    }

    private static Change price(int before, int after) {
        return new Change("price", "Price", Change.Type.CHANGED, Integer.toString(before), Integer.toString(after));
    }

    @Test
    void loadsTheResourceBeforeAndAfter() {
        shop.reprice("1", 12);

        OperationLogEntry entry = context.onlyEntry();
        assertThat(entry.changes()).containsExactly(price(10, 12));
        assertThat(entry.description()).isEqualTo("repriced: Price: “10” → “12”");
    }

    @Test
    void tellsWhatARemovedResourceWas() {
        shop.remove("1");

        assertThat(context.onlyEntry().changes())
                .extracting(Change::type, Change::oldValue)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(Change.Type.REMOVED, "10"),
                        org.assertj.core.api.Assertions.tuple(Change.Type.REMOVED, "Tea"));
    }

    @Test
    void tellsWhatANewResourceIs() {
        shop.create(7);

        assertThat(context.onlyEntry().changes())
                .extracting(Change::type, Change::newValue)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(Change.Type.ADDED, "7"),
                        org.assertj.core.api.Assertions.tuple(Change.Type.ADDED, "Tea"));
    }

    @Test
    void aFailedCallChangedNothing() {
        assertThatThrownBy(() -> shop.reprice("1", -1)).hasMessage("negative");

        assertThat(context.onlyEntry().changes()).isEmpty();
        assertThat(context.onlyEntry().description()).isEqualTo("repriced: no changes");
    }

    @Test
    void aLoaderThatThrowsCostsOnlyTheChanges() {
        shop.reprice("broken", 12);

        assertThat(context.onlyEntry().changes()).isEmpty();
    }

    @Test
    void evaluatesAnExpressionBeforeAndAfter() {
        shop.byExpression("1", 11);

        assertThat(context.onlyEntry().description()).isEqualTo("again: Price: “10” → “11”");
    }

    @Test
    void comparesWithTheResult() {
        shop.byResult("1", 11);

        assertThat(context.onlyEntry().changes()).containsExactly(price(10, 11));
        assertThat(context.onlyEntry().description()).isEqualTo("1");
    }

    @Test
    void takesObjectsFromTheContextAsTheyWere() {
        shop.byHand(1, 2);

        assertThat(context.onlyEntry().changes()).containsExactly(price(1, 2));
    }

    @Test
    void comparesTheObjectsATemplateNames() {
        shop.explicitly(new Product(1), new Product(2), new Product(3));

        assertThat(context.onlyEntry().description()).isEqualTo("two: Price: “1” → “2”, Price: “2” → “3”");
        assertThat(context.onlyEntry().changes()).containsExactly(price(1, 2), price(2, 3));
    }

    @Test
    void showsACallWithTheWrongArgumentsAsItIs() {
        shop.wrongArguments(new Product(1));

        assertThat(context.onlyEntry().description()).isEqualTo("wrong: #{#diff(#a)}");
    }

    @Test
    void looksAgainWhenAFutureCompletes() {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> result = shop.later(future);
        future.complete("done");
        result.join();

        // The entry is recorded by a dependent stage of the returned future, which may run after join().
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(context.onlyEntry().changes()).containsExactly(price(10, 99)));
    }

    @Test
    void leavesUnchangedCallsOutWhereAskedTo() {
        context.skipUnchanged = true;
        shop = context.recorded(new Shop(products));

        shop.reprice("1", 10);
        shop.reprice("1", 11);

        assertThat(context.onlyEntry().changes()).containsExactly(price(10, 11));
    }

    @Test
    void conditionsSeeTheChanges() {
        shop.onlyIfChanged("1", 10);
        shop.onlyIfChanged("1", 11);

        assertThat(context.onlyEntry().changes()).containsExactly(price(10, 11));
    }

    @Test
    void trackingWithoutAResourceIsABrokenAnnotation() {
        RecordedMethods strict = new RecordedMethods(
                () -> new OperationParser(
                        new io.opsmon.operationlog.internal.template.TemplateParser(context.functions, null), true),
                () -> new io.opsmon.masking.Masking(List.of()),
                () -> true);
        assertThat(strict.contains(Careless.class.getMethods()[0], Careless.class))
                .isTrue();

        assertThatThrownBy(strict::parseAll)
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("trackChanges requires resourceType and resourceId");
    }
}
