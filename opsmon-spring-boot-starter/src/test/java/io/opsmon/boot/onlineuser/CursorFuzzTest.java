package io.opsmon.boot.onlineuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.boot.log.Cursors;
import io.opsmon.boot.web.ApiException;
import io.opsmon.fuzz.FuzzContract;
import io.opsmon.log.LogCursor;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserQuery.Cursor;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.util.CollectionUtils;

/**
 * Tests that a cursor of either list is a position that every database can compare, or a bad request. A position that
 * was read is written as the same position.
 */
class CursorFuzzTest extends FuzzContract {

    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    @Override
    protected void read(byte[] input) {
        read(new String(input, StandardCharsets.UTF_8));
        // Input that is not Base64 is refused early; so the input is encoded, too.
        read(Base64.getUrlEncoder().withoutPadding().encodeToString(input));
    }

    private static void read(String cursor) {
        try {
            LogCursor place = Cursors.decode(cursor);
            assertThat(place.occurredAt()).isBetween(EARLIEST, LATEST);
            assertThat(Cursors.decode(Cursors.encode(place))).isEqualTo(place);
        } catch (ApiException refused) {
            assertRefused(refused);
        }
        for (Sort sort : Sort.values()) {
            try {
                OnlineUserQuery query = OnlineUserQueries.read(CollectionUtils.toMultiValueMap(
                        Map.of("cursor", List.of(cursor), "sort", List.of(sort.name()))));
                if (query.cursor() != null) {
                    assertComparable(sort, query.cursor());
                }
            } catch (ApiException refused) {
                assertRefused(refused);
            }
        }
    }

    private static void assertComparable(Sort sort, Cursor place) {
        assertThat(place.key() + place.ref()).doesNotContain("\0");
        if (sort == Sort.LAST_ACCESS) {
            assertThat(Instant.ofEpochMilli(Long.parseLong(place.key()))).isBetween(EARLIEST, LATEST);
        }
        assertThat(OnlineUserQueries.read(CollectionUtils.toMultiValueMap(Map.of(
                                "cursor", List.of(OnlineUserQueries.write(place)), "sort", List.of(sort.name()))))
                        .cursor())
                .isEqualTo(place);
    }

    private static void assertRefused(ApiException refused) {
        assertThat(refused).hasMessageStartingWith("cursor must be");
    }

    @Override
    protected Stream<byte[]> seeds() {
        LogCursor place = new LogCursor(Instant.parse("2026-11-29T10:00:00.123456Z"), new UUID(7, -9));
        return Stream.concat(
                Stream.of(Base64.getUrlDecoder().decode(Cursors.encode(place)), new byte[24], new byte[0]),
                Stream.of(
                                Cursors.encode(place),
                                OnlineUserQueries.write(new Cursor("1764410400123", "ref")),
                                "ref\n1764410400123",
                                "ref\nada",
                                "ref\n9223372036854775807",
                                "r\0f\n1",
                                "ref\na\0b",
                                "\n",
                                "ref\n-0\n",
                                "====")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesATimeThatNoDatabaseHas() {
        for (String key : List.of("9223372036854775807", "-9223372036854775808", "253402214400000")) {
            assertRefused(new Cursor(key, "ref"), Sort.LAST_ACCESS);
        }
    }

    @Test
    void refusesACharacterThatPostgresRefuses() {
        assertRefused(new Cursor("a\0b", "ref"), Sort.USERNAME);
        assertRefused(new Cursor("ada", "r\0f"), Sort.USERNAME);
    }

    private static void assertRefused(Cursor place, Sort sort) {
        Map<String, List<String>> parameters =
                Map.of("cursor", List.of(OnlineUserQueries.write(place)), "sort", List.of(sort.name()));
        assertThatThrownBy(() -> OnlineUserQueries.read(CollectionUtils.toMultiValueMap(parameters)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("cursor");
    }
}
