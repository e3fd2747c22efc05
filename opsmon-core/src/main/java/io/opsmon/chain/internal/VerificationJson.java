package io.opsmon.chain.internal;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reports of verifications as JSON, in the API and in certificates. Stateless. */
public final class VerificationJson {

    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private VerificationJson() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return an object; times in ISO 8601, durations in milliseconds
     */
    public static ObjectNode write(VerificationReport report) {
        return write(report, UUID::toString);
    }

    /**
     * Writes a report with the ids of a log.
     *
     * @param report the report
     * @param ids returns the text of an id
     * @return an object; times in ISO 8601, durations in milliseconds
     */
    public static ObjectNode write(VerificationReport report, Function<UUID, String> ids) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("intact", report.isIntact());
        node.put("verified", report.verified());
        node.put("durationMillis", report.duration().toNanos() / NANOS_PER_MICRO * NANOS_PER_MICRO / NANOS_PER_MILLI);
        ArrayNode chains = node.putArray("chains");
        for (ChainReport chain : report.chains()) {
            ObjectNode written = chains.addObject()
                    .put("chain", chain.chain())
                    .put("firstSequence", chain.firstSequence())
                    .put("lastSequence", chain.lastSequence())
                    .put("verified", chain.verified())
                    .put("broken", chain.broken())
                    .put("sealedUpTo", chain.sealedUpTo());
            if (chain.lastHash() != null) {
                written.put("lastHash", chain.lastHash().toString());
            }
        }
        write(node.putArray("findings"), report.findings(), ids);
        write(node.putArray("acknowledged"), report.acknowledged(), ids);
        return node;
    }

    private static void write(ArrayNode array, List<Finding> findings, Function<UUID, String> ids) {
        findings.forEach(finding -> array.add(write(finding, ids)));
    }

    /**
     * Writes a finding.
     *
     * @param finding the finding
     * @param ids returns the text of an id
     * @return an object
     */
    public static ObjectNode write(Finding finding, Function<UUID, String> ids) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", finding.kind().name());
        node.put("chain", finding.chain());
        node.put("sequence", finding.sequence());
        if (finding.entryId() != null) {
            node.put("entryId", ids.apply(finding.entryId()));
        }
        return node.put("detail", finding.detail());
    }

    /**
     * Reads a report. All open findings are read as findings outside of the chains.
     *
     * @param log the name of the log
     * @param startedAt the start of the verification
     * @param node the written object
     * @return the report
     * @throws IllegalArgumentException if the object is malformed
     */
    static VerificationReport read(String log, Instant startedAt, JsonNode node) {
        List<ChainReport> chains = new ArrayList<>();
        for (JsonNode chain : node.path("chains")) {
            chains.add(new ChainReport(
                    chain.path("chain").asString(""),
                    chain.path("firstSequence").asLong(0),
                    chain.path("lastSequence").asLong(0),
                    chain.path("verified").asLong(0),
                    chain.path("broken").asLong(0),
                    chain.path("sealedUpTo").asLong(0),
                    chain.has("lastHash") ? Hash.parse(chain.path("lastHash").asString()) : null,
                    List.of()));
        }
        Duration duration = Duration.ofNanos((long) (node.path("durationMillis").asDouble(0) * NANOS_PER_MILLI));
        return new VerificationReport(
                log, startedAt, duration, chains, findings(node.path("findings")), findings(node.path("acknowledged")));
    }

    private static List<Finding> findings(JsonNode array) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode finding : array) {
            @Nullable String entry = finding.path("entryId").asString(null);
            findings.add(new Finding(
                    Finding.Kind.valueOf(finding.path("kind").asString("")),
                    finding.path("chain").asString(""),
                    finding.path("sequence").asLong(0),
                    entry == null ? null : UUID.fromString(entry),
                    finding.path("detail").asString("")));
        }
        return findings;
    }
}
