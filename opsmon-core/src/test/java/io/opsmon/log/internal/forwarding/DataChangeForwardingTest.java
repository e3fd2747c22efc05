package io.opsmon.log.internal.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opsmon.datachange.VerifyDataChanges;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.ForwardedChanges;
import io.opsmon.log.internal.jdbc.StoredRows;
import io.opsmon.testsupport.TestChanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataChangeForwardingTest extends ForwardingContract<ChainedChange> {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");

    DataChangeForwardingTest() {
        super(ForwardedChanges.LOG);
    }

    @Override
    ChainedChange entry() {
        return TestChanges.at(TIME);
    }

    @Override
    String key() {
        return "shop.orders/42";
    }

    @Override
    void store(List<ChainedChange> entries) {
        StoredRows.insert(log.definition(), database, entries);
        chain("node-1").link();
    }

    /** Triggers store rows without a position, which the next linking gives them. */
    @Test
    void forwardsAChangeOnceItIsChained() {
        Collecting target = new Collecting();
        Forwarding<ChainedChange> forwarding = start(target);
        StoredRows.insert(log.definition(), database, List.of(entry()));
        save(2);

        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(3)));
        StoredRows.insert(log.definition(), database, List.of(entry()));
        await().untilAsserted(() -> assertThat(forwarding.lag()).isZero());

        chain("node-2").link();

        await().untilAsserted(() -> assertThat(target.sequences).isEqualTo(upTo(4)));
    }

    @Test
    void forwardedLinesAreVerifiedWithoutTheApplication(@TempDir Path directory) throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        start(new LogExporter<>() {
            @Override
            public String name() {
                return "lines";
            }

            @Override
            public void export(List<ChainedChange> batch) {
                batch.forEach(change -> lines.add(log.document(change, DocumentFormat.JSON)));
            }
        });
        save(60);
        await().untilAsserted(() -> assertThat(lines).hasSize(60));
        Path file = Files.write(directory.resolve("changes.ndjson"), lines);
        ByteArrayOutputStream report = new ByteArrayOutputStream();

        assertThat(VerifyDataChanges.run(
                        new String[] {file.toString()}, new PrintStream(report, true, StandardCharsets.UTF_8)))
                .as(report.toString(StandardCharsets.UTF_8))
                .isZero();

        lines.set(30, lines.get(30).replace("PAID", "FREE"));
        Files.write(file, lines);
        assertThat(VerifyDataChanges.run(
                        new String[] {file.toString()}, new PrintStream(report, true, StandardCharsets.UTF_8)))
                .as(report.toString(StandardCharsets.UTF_8))
                .isEqualTo(1);
    }

    @Test
    void keysRowsThatWereOnlyCountedByTheirTable() {
        assertThat(log.key().apply(entry().withoutOperator("p", true))).isEqualTo("shop.orders");
    }

    @Test
    void namesTheFormatsOfDocuments() {
        assertThatThrownBy(() -> log.document(entry(), DocumentFormat.ECS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The format of data changes must be one of [JSON], but is ECS");
    }
}
