package io.opsmon.onlineuser.internal.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryConsoleGrantStoreTest extends ConsoleGrantStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @Override
    protected ConsoleGrantStore store() {
        return new InMemoryConsoleGrantStore();
    }

    @Test
    void refusesAGrantWhenItIsFullAndAcceptsOneAfterTheEndOfOthers() {
        ConsoleGrantStore store = new InMemoryConsoleGrantStore();
        for (int i = 0; i < InMemoryConsoleGrantStore.MOST; i++) {
            store.put(new ConsoleGrant("ref" + i, "sealed", NOW.plusSeconds(i == 0 ? 1 : 60)));
        }
        ConsoleGrant further = new ConsoleGrant("further", "sealed", NOW.plusSeconds(60));

        assertThatThrownBy(() -> store.put(further)).hasMessageContaining("opsmon.online-users.store");
        store.clean(NOW.plusSeconds(1));
        store.put(further);

        assertThat(store.get("further", NOW)).contains(further);
        assertThat(store.get("ref1", NOW)).isPresent();
    }
}
