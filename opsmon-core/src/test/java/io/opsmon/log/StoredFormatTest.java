package io.opsmon.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Hash;
import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginRisk;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hashes in chains and the lines of journals and archives are stored for years. The resource has the hashes and
 * lines of the first version. A difference makes every stored entry a finding, or every archive unreadable.
 */
class StoredFormatTest {

    private static final Instant TIME = Instant.parse("2026-11-30T08:15:30.123456Z");
    private static final ChainLink LINK = new ChainLink(
            "node-1",
            42,
            Hash.sha256("entry".getBytes(StandardCharsets.UTF_8)),
            new UUID(3, 4),
            Hash.sha256("personal".getBytes(StandardCharsets.UTF_8)),
            "k1:proof");

    private static Map<String, String> extra() {
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put("ticket", "T-7");
        extra.put("antenna", "中文 🙂");
        return extra;
    }

    private static OperationLogEntry operation(
            @Nullable Resource resource,
            @Nullable Operator operator,
            @Nullable HttpFacts http,
            @Nullable TraceContext trace,
            Source source,
            @Nullable Failure failure,
            Map<String, String> extra,
            List<Change> changes,
            @Nullable ChainLink link) {
        return new OperationLogEntry(
                new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L),
                TIME,
                Duration.ofNanos(1_234_567_000),
                "orders",
                "UPDATE",
                "changed \"order\" 7\nand told\0",
                failure == null ? Outcome.SUCCESS : Outcome.FAILURE,
                resource,
                operator,
                http,
                trace,
                source,
                failure,
                failure == null ? null : "{\"order\":{\"id\":7}}",
                failure == null ? null : "[1,2]",
                extra,
                changes,
                link);
    }

    private static Map<String, OperationLogEntry> operations() {
        Map<String, OperationLogEntry> entries = new LinkedHashMap<>();
        entries.put(
                "operation, all values",
                operation(
                        new Resource("order", "7"),
                        new Operator("u-1", "Alice", "t-1"),
                        new HttpFacts("PUT", "/orders/7", "a=b&c=d", 409, "10.0.0.7", "Mozilla/5.0", "ref-1"),
                        new TraceContext("trace-1", "span-1"),
                        new Source("shop", "node-1", "http-1", "Orders.change"),
                        new Failure("java.lang.IllegalStateException", "closed", "at a\n\tat b"),
                        extra(),
                        List.of(
                                new Change("price", "Price", Change.Type.CHANGED, "1", "2"),
                                new Change("lines[3]", null, Change.Type.ADDED, null, "x")),
                        LINK));
        entries.put(
                "operation, mandatory values only",
                operation(
                        null,
                        null,
                        null,
                        null,
                        new Source("shop", "node-1", null, null),
                        null,
                        Map.of(),
                        List.of(),
                        null));
        entries.put(
                "operation, sparse parts",
                operation(
                        new Resource(null, "7"),
                        new Operator("u-1", null, null),
                        new HttpFacts("GET", "/", null, null, null, null, null),
                        new TraceContext("trace-1", null),
                        new Source("shop", "node-1", null, "Orders.change"),
                        new Failure("E", null, null),
                        Map.of(),
                        List.of(),
                        new ChainLink("node-1", 0, Hash.ZERO, new UUID(3, 4), null, "pending")));
        entries.put(
                "operation, values longer than their columns",
                operation(
                        new Resource("t".repeat(101), "r".repeat(201)),
                        new Operator("o".repeat(101), "n".repeat(201), "t".repeat(101)),
                        new HttpFacts(
                                "M".repeat(21),
                                "/".repeat(1_001),
                                "q".repeat(2_001),
                                200,
                                "1".repeat(46),
                                "u".repeat(501),
                                "s".repeat(65)),
                        new TraceContext("t".repeat(65), "s".repeat(33)),
                        new Source("a".repeat(101), "n".repeat(101), "t".repeat(101), "m".repeat(301)),
                        new Failure("F".repeat(301), "m".repeat(2_001), "s\uD83D"),
                        Map.of("k".repeat(101), "v".repeat(2_001)),
                        List.of(new Change(
                                "p".repeat(501),
                                "l".repeat(501),
                                Change.Type.REMOVED,
                                "o".repeat(2_001),
                                "n".repeat(2_001))),
                        null));
        return entries;
    }

    private static LoginLogEntry login(
            @Nullable FailureReason reason, boolean isFull, @Nullable LoginClient client, @Nullable ChainLink link) {
        return new LoginLogEntry(
                new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0002L),
                TIME,
                LoginEvent.LOGIN,
                reason == null ? Outcome.SUCCESS : Outcome.FAILURE,
                isFull ? "password" : null,
                reason,
                isFull ? "bad \"credentials\"\0" : null,
                isFull ? "alice" : null,
                isFull ? "t-1" : null,
                isFull ? "root" : null,
                client,
                isFull ? "ref-1" : null,
                isFull ? new TraceContext("trace-1", "span-1") : null,
                "shop",
                "node-1",
                isFull ? Set.of(LoginRisk.NEW_LOCATION, LoginRisk.NEW_DEVICE) : Set.of(),
                isFull ? 17 : 1,
                isFull ? extra() : Map.of(),
                link);
    }

    private static Map<String, LoginLogEntry> logins() {
        Map<String, LoginLogEntry> entries = new LinkedHashMap<>();
        Device device = new Device("Firefox", "131", "Windows", "11", DeviceClass.DESKTOP, "PC");
        entries.put(
                "login, all values",
                login(
                        FailureReason.BAD_CREDENTIALS,
                        true,
                        new LoginClient(
                                "10.0.0.7",
                                "Mozilla/5.0",
                                ClientHints.NONE,
                                device,
                                new Location("CN", "Zhejiang", "Hangzhou", 30.25, 120.1667)),
                        LINK));
        entries.put("login, no client", login(null, false, null, null));
        entries.put(
                "login, client without values",
                login(null, false, new LoginClient(null, null, ClientHints.NONE), null));
        entries.put(
                "login, client with hints before its device is known",
                login(
                        null,
                        false,
                        new LoginClient(
                                "10.0.0.7",
                                "Mozilla/5.0",
                                new ClientHints("Windows", "15.0.0", null, "\"Chromium\";v=\"131\"", false)),
                        null));
        entries.put(
                "login, sparse device and location",
                login(
                        null,
                        false,
                        new LoginClient(
                                null,
                                null,
                                ClientHints.NONE,
                                new Device(null, null, null, null, DeviceClass.PHONE, null),
                                new Location("CN", null, null, null, null)),
                        new ChainLink("node-1", 7, Hash.ZERO, null, null, null)));
        entries.put(
                "login, values longer than their columns",
                new LoginLogEntry(
                        new UUID(1, 2),
                        TIME,
                        LoginEvent.LOGOUT,
                        Outcome.SUCCESS,
                        "m".repeat(51),
                        null,
                        "m".repeat(1_001),
                        "u".repeat(201),
                        "t".repeat(101),
                        "a".repeat(201),
                        new LoginClient(
                                "1".repeat(46),
                                "u".repeat(501),
                                ClientHints.NONE,
                                new Device(
                                        "b".repeat(101),
                                        "v".repeat(51),
                                        "s".repeat(101),
                                        "v".repeat(51),
                                        DeviceClass.TABLET,
                                        "n".repeat(101)),
                                new Location("c".repeat(101), "r".repeat(101), "c".repeat(101), 1.0, 2.0)),
                        "s".repeat(65),
                        new TraceContext("t".repeat(65), "s".repeat(33)),
                        "a".repeat(101),
                        "n".repeat(101),
                        Set.of(),
                        1,
                        Map.of("k".repeat(101), "v".repeat(2_001)),
                        null));
        return entries;
    }

    private static <E extends RecordedEntry> void describe(
            LogDefinition<E> log, Map<String, E> entries, List<String> out) {
        entries.forEach((name, entry) -> {
            byte[] line = log.codec().encode(entry);
            E stored = log.codec().decode(line);
            CanonicalForm facts = new CanonicalForm();
            log.form().facts(stored, facts);
            CanonicalForm personal = new CanonicalForm();
            log.form().personal(stored, personal);
            out.add(name);
            out.add("facts " + Hash.sha256(facts.copy()));
            out.add("personal " + Hash.sha256(personal.copy()));
            out.add(sorted(line));
            assertThat(log.codec().encode(stored)).as(name).isEqualTo(line);
        });
    }

    /** The order of members has no meaning. */
    private static String sorted(byte[] line) {
        return JsonMapper.builder()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build()
                .writeValueAsString(
                        JsonMapper.shared().readValue(line, new TypeReference<TreeMap<String, Object>>() {}));
    }

    @Test
    void hashesAndWritesEntriesAsTheFirstVersionDid() throws IOException {
        List<String> actual = new ArrayList<>();
        describe(OperationLogDefinition.OPERATION_LOG, operations(), actual);
        describe(LoginLogDefinition.LOGIN_LOG, logins(), actual);

        try (InputStream expected = Objects.requireNonNull(getClass().getResourceAsStream("stored-format.txt"))) {
            assertThat(actual)
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }
}
