package io.opsmon.operationlog.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.Change;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The properties of a class that is captured often are read all at once, with the same result. */
class FrequentClassesTest {

    private static final int OFTEN = 200;

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);
    private final Snapshots snapshots = new Snapshots(ChangeSettings.defaults(), masking);
    private final Comparison comparison = new Comparison(ChangeSettings.defaults(), masking);

    /** The type is not public, and mixes getters, a public field and values that need a copy. */
    static class Account {

        static final AtomicInteger READS_OF_IGNORED = new AtomicInteger();

        final int number;
        public String note = "";
        boolean isBroken;
        private final List<String> tags = new ArrayList<>();

        Account(int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }

        public String getPassword() {
            return "secret " + number;
        }

        public Date getMadeAt() {
            return Timestamp.from(Instant.EPOCH.plusSeconds(number));
        }

        public List<String> getTags() {
            return tags;
        }

        public String getState() {
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
            return "open";
        }
    }

    /** A property is left out of changes. */
    static class Partial {

        private final int price;

        Partial(int price) {
            this.price = price;
        }

        public int getPrice() {
            return price;
        }

        @AuditField(ignore = true)
        public int getExpensive() {
            return Account.READS_OF_IGNORED.incrementAndGet();
        }
    }

    record Point(int x, double y, Date at) {}

    private List<Change> changes(Object before, Object after) {
        return comparison.between(snapshots.take(before), snapshots.take(after)).changes();
    }

    private void sameOften(Object before, Object after) {
        List<Change> first = changes(before, after);
        assertThat(first).isNotEmpty();
        for (int i = 0; i < OFTEN; i++) {
            assertThat(changes(before, after)).isEqualTo(first);
        }
    }

    @Test
    void findsTheSameChangesAfterPractice() {
        Account after = new Account(2);
        after.note = "new";
        after.tags.add("vip");
        sameOften(new Account(1), after);
        sameOften(
                new Point(1, 1.5, Date.from(Instant.EPOCH)),
                new Point(2, -0.0, Date.from(Instant.EPOCH.plusMillis(1))));
        assertThat(changes(new Account(1), after).toString())
                .contains("password", "***", "madeAt", "1970-01-01T00:00:02Z", "note", "new")
                .doesNotContain("secret");
    }

    @Test
    void keepsTheOtherPropertiesOfABeanWhoseGetterThrows() {
        Account before = new Account(1);
        Account after = new Account(2);
        sameOften(before, after);

        after.isBroken = true;

        assertThat(changes(before, after))
                .extracting(Change::path)
                .contains("number", "madeAt")
                .doesNotContain("state");
    }

    @Test
    void neverReadsAnIgnoredProperty() {
        sameOften(new Partial(1), new Partial(2));

        assertThat(Account.READS_OF_IGNORED).hasValue(0);
    }

    @Test
    void doesNotSeeLaterChangesOfMutableValues() {
        Account account = new Account(1);
        for (int i = 0; i < OFTEN; i++) {
            assertThat(snapshots.take(account)).isNotNull();
        }
        Snapshot before = snapshots.take(account);

        account.tags.add("late");

        assertThat(comparison.between(before, snapshots.take(account)).changes())
                .extracting(Change::path)
                .containsExactly("tags[0]");
    }
}
