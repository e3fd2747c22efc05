package io.opsmon.operationlog.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Sensitive;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;

class ComparisonTest {

    private final Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));
    private final Comparison comparison = new Comparison(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));

    enum Status {
        NEW,
        PAID
    }

    record Address(@AuditField(label = "City") String city, String street) {}

    record Line(@Id String sku, int quantity) {}

    record Order(
            long id,
            @AuditField(label = "order.price") BigDecimal price,
            Status status,
            @AuditField(label = "Ship to") @Nullable Address address,
            List<Line> lines,
            @Nullable Object any) {}

    private static Order order() {
        return new Order(
                1,
                new BigDecimal("10.0"),
                Status.NEW,
                new Address("Xi'an", "East"),
                List.of(new Line("A", 1), new Line("B", 2)),
                null);
    }

    private static Order with(@Nullable Object any) {
        return new Order(1, BigDecimal.ONE, Status.NEW, null, List.of(), any);
    }

    private List<Change> diff(@Nullable Object a, @Nullable Object b) {
        return comparison.between(snapshots.take(a), snapshots.take(b)).changes();
    }

    private List<String> any(@Nullable Object a, @Nullable Object b) {
        return diff(with(a), with(b)).stream()
                .map(c -> c.path() + " " + c.oldValue() + ">" + c.newValue())
                .toList();
    }

    @Test
    void comparesRecordsWithNestedRecords() {
        Order after = new Order(
                1,
                new BigDecimal("12.50"),
                Status.PAID,
                new Address("Beijing", "East"),
                List.of(new Line("A", 1), new Line("B", 2)),
                null);

        assertThat(diff(order(), after))
                .containsExactly(
                        new Change("price", "order.price", Change.Type.CHANGED, "10.0", "12.50"),
                        new Change("status", null, Change.Type.CHANGED, "NEW", "PAID"),
                        new Change("address.city", "Ship to › City", Change.Type.CHANGED, "Xi'an", "Beijing"));
    }

    @Test
    void findsNothingBetweenEqualStates() {
        assertThat(diff(order(), order())).isEmpty();
        assertThat(diff(null, null)).isEmpty();
    }

    @Test
    void comparesNumbersByValue() {
        assertThat(any(new BigDecimal("1.0"), new BigDecimal("1.000"))).isEmpty();
        assertThat(any(5, 5L)).isEmpty();
        assertThat(any(new BigDecimal("1E+2"), 100)).isEmpty();
        assertThat(any(Double.NaN, Double.NaN)).isEmpty();
        assertThat(any(Double.NaN, 1.0)).containsExactly("any NaN>1.0");
        assertThat(any(0.1, new BigDecimal("0.1"))).isEmpty();
        assertThat(any(5, 6)).containsExactly("any 5>6");
        assertThat(any("5", 5)).isEmpty();
    }

    @Test
    void matchesElementsByTheirId() {
        Order moved = new Order(
                1,
                BigDecimal.TEN,
                Status.NEW,
                new Address("Xi'an", "East"),
                List.of(new Line("C", 7), new Line("B", 5)),
                null);

        assertThat(diff(order(), moved))
                .containsExactly(
                        new Change("lines[A]", null, Change.Type.REMOVED, "{sku=A, quantity=1}", null),
                        new Change("lines[C]", null, Change.Type.ADDED, null, "{sku=C, quantity=7}"),
                        new Change("lines[B].quantity", null, Change.Type.CHANGED, "2", "5"));
    }

    static class Cart {
        @AuditField(label = "Items", key = "code")
        public List<Map<String, Object>> items = new ArrayList<>();
    }

    @Test
    void matchesMapsByTheKeyThatTheListNames() {
        Cart a = new Cart();
        a.items.add(Map.of("code", "x", "n", 1));
        a.items.add(Map.of("code", "y", "n", 1));
        Cart b = new Cart();
        b.items.add(Map.of("code", "y", "n", 2));
        b.items.add(Map.of("code", "x", "n", 1));

        assertThat(diff(a, b)).containsExactly(new Change("items[y][n]", "Items[y][n]", Change.Type.CHANGED, "1", "2"));
    }

    @Test
    void fallsBackToPositionsWhereKeysRepeat() {
        assertThat(any(List.of(new Line("A", 1), new Line("A", 2)), List.of(new Line("A", 1), new Line("A", 3))))
                .containsExactly("any[1].quantity 2>3");
    }

    @Test
    void anElementInsertedIntoAListIsOneChange() {
        assertThat(any(List.of("a", "b", "c"), List.of("a", "x", "b", "c"))).containsExactly("any[1] null>x");
        assertThat(any(List.of("a", "b", "c"), List.of("b", "c"))).containsExactly("any[0] a>null");
        assertThat(any(new int[] {1, 2}, new int[] {1, 3})).containsExactly("any[1] 2>3");
        assertThat(any(Arrays.asList("a", null), Arrays.asList("a", "b"))).containsExactly("any[1] null>b");
    }

    @Test
    void comparesSetsByWhatTheyContain() {
        assertThat(any(new LinkedHashSet<>(List.of("b", "a")), new LinkedHashSet<>(List.of("a", "b"))))
                .isEmpty();
        assertThat(any(Set.of("a", "b"), Set.of("b", "c"))).containsExactly("any[] a>null", "any[] null>c");
        assertThat(any(Set.of(new Address("X", "1")), Set.of(new Address("X", "1"))))
                .isEmpty();
    }

    @Test
    void comparesMaps() {
        Map<String, Object> a = new LinkedHashMap<>();
        a.put("k", "1");
        a.put("gone", null);
        assertThat(any(a, Map.of("k", "2"))).containsExactly("any[gone] null>null", "any[k] 1>2");
        assertThat(any(null, Map.of("k", "2"))).containsExactly("any[k] null>2");
    }

    @Test
    void comparesDatesByInstantWhateverTheirClass() {
        Instant now = Instant.parse("2026-01-31T08:00:00Z");
        assertThat(any(Date.from(now), Timestamp.from(now))).isEmpty();
        assertThat(any(java.sql.Date.valueOf("2026-01-31"), LocalDate.of(2026, 1, 31)))
                .isEmpty();
        assertThat(any(Date.from(now), Date.from(now.plusSeconds(1))))
                .containsExactly("any 2026-01-31T08:00:00Z>2026-01-31T08:00:01Z");
    }

    @Test
    void looksIntoOptionals() {
        assertThat(any(Optional.empty(), null)).isEmpty();
        assertThat(any(Optional.of("a"), Optional.of("b"))).containsExactly("any a>b");
        assertThat(any(Optional.of("a"), Optional.empty())).containsExactly("any a>null");
    }

    static class Account {
        private String password = "one";
        private AtomicInteger uses = new AtomicInteger();

        @AuditField(ignore = true)
        private long version;

        @AuditField(mask = true)
        private @Nullable String note;

        @Sensitive
        private @Nullable Address home;

        public String getPassword() {
            return password;
        }

        public AtomicInteger getUses() {
            return uses;
        }

        public long getVersion() {
            return version;
        }

        public @Nullable String getNote() {
            return note;
        }

        public @Nullable Address getHome() {
            return home;
        }

        public String getBroken() {
            throw new IllegalStateException("broken");
        }

        public Account getSelf() {
            return this;
        }
    }

    @Test
    void hidesWhatIsSecretAndLeavesOutWhatIsIgnored() {
        Account a = new Account();
        Account b = new Account();
        b.password = "two";
        b.version = 2;
        b.note = "private";
        a.home = new Address("A", "1");
        b.home = new Address("B", "1");

        assertThat(diff(a, b))
                .containsExactly(
                        new Change("password", null, Change.Type.CHANGED, "***", "***"),
                        new Change("note", null, Change.Type.ADDED, null, "***"),
                        new Change("home", null, Change.Type.CHANGED, "***", "***"));
    }

    @Test
    void aSnapshotDoesNotFollowItsObject() {
        Account account = new Account();
        Snapshot before = snapshots.take(account);
        account.uses.set(5);

        assertThat(comparison.between(before, snapshots.take(account)).changes())
                .containsExactly(new Change("uses", null, Change.Type.CHANGED, "0", "5"));
    }

    @Test
    void everythingOfANewObjectIsAdded() {
        assertThat(diff(null, new Address("X", "1")))
                .containsExactly(
                        new Change("city", "City", Change.Type.ADDED, null, "X"),
                        new Change("street", null, Change.Type.ADDED, null, "1"));
        assertThat(diff(new Address("X", "1"), null)).extracting(Change::type).containsOnly(Change.Type.REMOVED);
    }

    record AddressForm(String city, int zip) {}

    @Test
    void comparesObjectsOfDifferentClassesByWhatBothHave() {
        assertThat(diff(new Address("X", "1"), new AddressForm("Y", 2)))
                .containsExactly(new Change("city", null, Change.Type.CHANGED, "X", "Y"));
    }

    @Test
    void showsThePartOfALongTextThatDiffers() {
        String a = "x".repeat(5_000) + " one " + "y".repeat(5_000);
        String b = "x".repeat(5_000) + " two " + "y".repeat(5_000);

        Change change = diff(with(a), with(b)).get(0);

        assertThat(change.oldValue()).startsWith("…xxx").contains(" one ").endsWith("yy…");
        assertThat(change.newValue()).contains(" two ").hasSizeLessThan(60);
        Change whole = diff(with(""), with(a)).get(0);
        assertThat(whole.newValue()).endsWith(" more)").hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void comparesBytesByContent() {
        assertThat(any(new byte[] {1, 2}, new byte[] {1, 2})).isEmpty();
        assertThat(any(new byte[] {1, 2}, new byte[] {1, 3}).get(0)).contains("(2 bytes, SHA-256 ");
    }

    @Test
    void staysWithinItsBounds() {
        List<Integer> many = IntStream.range(0, 500).boxed().toList();
        List<Integer> others = IntStream.range(1_000, 1_500).boxed().toList();

        List<Change> changes = diff(with(many), with(others));

        assertThat(changes).hasSize(201);
        assertThat(changes.get(200)).isEqualTo(new Change("…", null, Change.Type.CHANGED, null, "(300 more)"));
    }

    @Test
    void saysChangesInTheReadersLanguage() {
        StaticMessageSource host = new StaticMessageSource();
        host.addMessage("order.price", Locale.SIMPLIFIED_CHINESE, "价格");
        ChangeText text = new ChangeText(host);
        List<Change> changes = List.of(
                new Change("price", "order.price", Change.Type.CHANGED, "1", "2"),
                new Change("tags[]", null, Change.Type.ADDED, null, "it's {0}"),
                new Change("note", "Note", Change.Type.REMOVED, "x", null));

        assertThat(text.of(changes, Locale.SIMPLIFIED_CHINESE)).isEqualTo("价格：“1” → “2”；tags[]设为“it's {0}”；Note“x”已移除");
        assertThat(text.of(changes, Locale.GERMAN))
                .isEqualTo("order.price: “1” → “2”; tags[] set to “it's {0}”; Note “x” removed");
        assertThat(text.of(List.of(), Locale.ENGLISH)).isEqualTo("no changes");
        assertThat(text.of(List.of(), Locale.CHINA)).isEqualTo("无变化");
    }

    record Card(String cardNo, int limit) {}

    record Wallet(@AuditField(key = "cardNo") List<Card> cards, Object pin, Map<Card, String> notes, String text) {}

    @Test
    void keepsHiddenKeysOutOfPaths() {
        Wallet before = new Wallet(
                List.of(new Card("6222020200112233", 1), new Card("6222020200119999", 1)),
                "1234".toCharArray(),
                Map.of(new Card("6222020200112233", 1), "old"),
                "x password=hunter2");
        Wallet after = new Wallet(
                List.of(new Card("6222020200119999", 1), new Card("6222020200112233", 2)),
                "9876".toCharArray(),
                Map.of(new Card("6222020200112233", 1), "new"),
                "y password=hunter3");

        List<Change> changes = comparison
                .between(snapshots.take(before), snapshots.take(after))
                .changes();

        assertThat(changes).extracting(Change::path).contains("cards[1].limit", "pin", "text");
        assertThat(changes.toString()).doesNotContain("6222", "1234", "9876", "SHA", "hunter");
        assertThat(changes)
                .filteredOn(change -> change.path().equals("pin"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.oldValue()).isEqualTo("***");
                    assertThat(change.newValue()).isEqualTo("***");
                });
    }
}
