package io.opsmon.operationlog.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Sensitive;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Id;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that a user does not recognize as changed. */
class UnchangedValuesTest {

    private static final Instant TIME = Instant.parse("2026-01-31T08:00:00Z");

    private final Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));
    private final Comparison comparison = new Comparison(ChangeSettings.defaults(), new Masking(Masking.DEFAULT_KEYS));

    record Holder(@Nullable Object value) {}

    private List<Change> diff(@Nullable Object a, @Nullable Object b) {
        return comparison
                .between(snapshots.take(new Holder(a)), snapshots.take(new Holder(b)))
                .changes();
    }

    private static Calendar calendar() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Shanghai"), Locale.ROOT);
        calendar.setTimeInMillis(TIME.toEpochMilli());
        return calendar;
    }

    private static Object xml() {
        try {
            return DatatypeFactory.newInstance().newXMLGregorianCalendar((GregorianCalendar) calendar());
        } catch (DatatypeConfigurationException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static List<Object> sameInstant() {
        return List.of(
                TIME,
                TIME.atOffset(ZoneOffset.ofHours(8)),
                TIME.atOffset(ZoneOffset.UTC),
                TIME.atZone(ZoneId.of("America/New_York")),
                Date.from(TIME),
                Timestamp.from(TIME),
                calendar(),
                xml(),
                LocalDateTime.ofInstant(TIME, ZoneId.systemDefault()));
    }

    @Test
    void comparesTimesByInstant() {
        for (Object one : sameInstant()) {
            for (Object other : sameInstant()) {
                assertThat(diff(one, other)).as("%s, %s", one, other).isEmpty();
                assertThat(diff(Set.of(one), Set.of(other)).isEmpty()
                                || one instanceof LocalDateTime
                                || other instanceof LocalDateTime)
                        .as("sets of %s, %s", one, other)
                        .isTrue();
            }
        }
        assertThat(diff(TIME.atOffset(ZoneOffset.UTC), TIME.plusSeconds(1))).hasSize(1);
    }

    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "high!";
            }
        }
    }

    /** A number of another library. */
    private static final class Decimal extends Number {
        private final String text;

        Decimal(String text) {
            this.text = text;
        }

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return 0;
        }

        @Override
        public double doubleValue() {
            return 0;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<Arguments> same() {
        LocalDate day = LocalDate.of(2026, 1, 31);
        return Stream.of(
                Arguments.of(new BigDecimal("1.0"), new BigDecimal("1.00")),
                Arguments.of(1, 1L),
                Arguments.of(1, BigInteger.ONE),
                Arguments.of((short) 1, 1.0),
                Arguments.of(new AtomicLong(1), new BigDecimal("1.0")),
                Arguments.of(new Decimal("1.50"), new BigDecimal("1.5")),
                Arguments.of(new Decimal("1/2"), "1/2"),
                Arguments.of(0.0, -0.0),
                Arguments.of(5, "5"),
                Arguments.of(Level.HIGH, "HIGH"),
                Arguments.of(true, "true"),
                Arguments.of('x', "x"),
                Arguments.of(
                        Date.from(day.atStartOfDay(ZoneId.systemDefault()).toInstant()), java.sql.Date.valueOf(day)),
                Arguments.of(
                        OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC),
                        OffsetTime.of(LocalTime.of(20, 0), ZoneOffset.ofHours(8))),
                Arguments.of(List.of("a", "b"), new ArrayList<>(List.of("a", "b"))),
                Arguments.of(List.of("a", "b"), new String[] {"a", "b"}),
                Arguments.of(new int[] {1, 2}, new long[] {1, 2}),
                Arguments.of(new Integer[] {1, 2}, List.of(1L, new BigDecimal("2.0"))),
                Arguments.of(new LinkedHashSet<>(List.of("b", "a")), new TreeSet<>(List.of("a", "b"))),
                Arguments.of(new LinkedHashSet<>(List.of("b", "a")), List.of("a", "b")),
                Arguments.of(Set.of(new BigDecimal("1.0"), 2), Set.of(2L, new BigDecimal("1.00"))),
                Arguments.of(
                        List.of(new LinkedHashSet<>(List.of("b", "a"))),
                        List.of(new LinkedHashSet<>(List.of("a", "b")))),
                Arguments.of(List.of(), null),
                Arguments.of(Map.of("password", List.of()), Collections.singletonMap("password", null)),
                Arguments.of(Map.of(), null),
                Arguments.of(new String[0], List.of()),
                Arguments.of(new Holder(null), null),
                Arguments.of(Optional.empty(), null),
                Arguments.of(Optional.of(1), 1L),
                Arguments.of(OptionalInt.of(1), 1),
                Arguments.of(OptionalInt.empty(), Optional.empty()),
                Arguments.of(new Holder(1), Map.of("value", 1L)),
                Arguments.of(new Holder("x"), view("x")),
                Arguments.of(Collections.unmodifiableMap(Map.of("a", 1)), Map.of("a", 1)),
                Arguments.of(TimeUnit.DAYS, "DAYS"));
    }

    @ParameterizedTest
    @MethodSource
    void same(@Nullable Object a, @Nullable Object b) {
        assertThat(diff(a, b)).isEmpty();
        assertThat(diff(b, a)).isEmpty();
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of("", null),
                Arguments.of("1", 2),
                Arguments.of(List.of("a", "b"), List.of("b", "a")),
                Arguments.of(Set.of("a, b"), Set.of("a", "b")),
                Arguments.of(9007199254740993L, 9007199254740992.0),
                Arguments.of(LocalDate.of(2026, 1, 31), LocalDate.of(2026, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource
    void different(@Nullable Object a, @Nullable Object b) {
        assertThat(diff(a, b)).isNotEmpty();
        assertThat(diff(b, a)).isNotEmpty();
    }

    /** A projection like those of Spring Data. */
    public interface View {
        String getValue();
    }

    private static View view(String value) {
        return (View) Proxy.newProxyInstance(
                View.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, method, arguments) -> value);
    }

    record LineId(long order, int line) {}

    record CardId(String bank, @Sensitive String number) {}

    record Line(LineId id, int quantity) {}

    record Card(CardId id, int limit) {}

    record Embedded(@EmbeddedId LineId id, int quantity) {}

    record Composite(@Id long order, @Id int line, int quantity) {}

    record Basket(
            @AuditField(key = "id") List<Line> lines,
            @AuditField(key = "id") List<Card> cards,
            List<Embedded> embedded,
            List<Composite> composites) {}

    private static Basket basket(int quantity) {
        List<Line> lines = Arrays.asList(new Line(new LineId(1, 1), 5), new Line(new LineId(1, 2), quantity));
        List<Card> cards =
                Arrays.asList(new Card(new CardId("A", "6222"), 5), new Card(new CardId("B", "6233"), quantity));
        List<Embedded> embedded =
                Arrays.asList(new Embedded(new LineId(1, 1), 5), new Embedded(new LineId(1, 2), quantity));
        List<Composite> composites = Arrays.asList(new Composite(1, 1, 5), new Composite(1, 2, quantity));
        return new Basket(lines, cards, embedded, composites);
    }

    private static Basket reversed(Basket basket) {
        List.of(basket.lines, basket.cards, basket.embedded, basket.composites).forEach(Collections::reverse);
        return basket;
    }

    private List<Change> between(Basket before, Basket after) {
        return comparison.between(snapshots.take(before), snapshots.take(after)).changes();
    }

    @Test
    void matchesElementsWhoseKeyIsAnObject() {
        assertThat(between(basket(1), basket(1))).isEmpty();
        assertThat(between(basket(1), reversed(basket(1)))).isEmpty();
        assertThat(between(basket(1), reversed(basket(2))))
                .extracting(Change::path)
                .containsExactly(
                        "lines[{order=1, line=2}].quantity",
                        "cards[{bank=B, number=***}].limit",
                        "embedded[{order=1, line=2}].quantity",
                        "composites[{order=1, line=2}].quantity");
    }

    @Test
    void namesThePositionIfMaskedKeysLookTheSame() {
        record Wallet(@AuditField(key = "id") List<Card> cards) {}
        Wallet before = new Wallet(List.of(new Card(new CardId("A", "6222"), 1), new Card(new CardId("A", "6233"), 1)));
        Wallet after = new Wallet(List.of(new Card(new CardId("A", "6222"), 1), new Card(new CardId("A", "6233"), 2)));

        assertThat(comparison
                        .between(snapshots.take(before), snapshots.take(after))
                        .changes())
                .extracting(Change::path)
                .containsExactly("cards[1].limit");
    }
}
