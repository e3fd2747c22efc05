package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.datachange.internal.WritePath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WritePathsTest {

    @Test
    void followsDefinitionsInAnyOrder() {
        assertThat(WritePaths.names(List.of(
                        new WritePath("third", "select * from Second"),
                        new WritePath("SECOND", "update \"shop\".\"Item\" set name = 'x'"),
                        new WritePath("instead", "do instead nothing of items"),
                        new WritePath("Item", null))))
                .containsExactlyInAnyOrder("item", "second", "third");
    }

    @Test
    void knowsNothingOfNamesThatStatementsWriteInSeveralWays() {
        assertThat(WritePaths.names(List.of(new WritePath("we\"ird", null)))).isNull();
        assertThat(WritePaths.names(List.of(new WritePath("two words", null)))).isNull();
        assertThat(WritePaths.names(List.of(new WritePath("two words", "select 1"), new WritePath("item", null))))
                .containsExactly("item");
    }

    @Test
    void findsWholeNamesOnly() {
        Set<String> names = Set.of("item", "größe");

        assertThat(WritePaths.mentions("update `item` set name = 1", names)).isTrue();
        assertThat(WritePaths.mentions("update shop.item set name = 1", names)).isTrue();
        assertThat(WritePaths.mentions("insert into größe(id) values (1)", names))
                .isTrue();
        assertThat(WritePaths.mentions("update order_item set item_id = 1", names))
                .isFalse();
        assertThat(WritePaths.mentions("update u&\"it\\0065m\" set id = 1", names))
                .isTrue();
        assertThat(WritePaths.mentions("", names)).isFalse();
    }
}
