package io.opsmon.chain.internal;

import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signed result of a verification, as a text that an auditor can read and keep. Immutable.
 *
 * <p>The text has one statement for each line, in UTF-8 with line feeds. The line {@code Data} repeats the statements
 * as JSON. The last line is the signature of all lines before it, by {@link Sealer#proof} over their SHA-256. Without
 * keys, it is {@value #UNSIGNED}.
 *
 * <pre>
 *  Certificate of integrity (opsmon, format 1)
 *  Log: operation-log
 *  Application: shop
 *  Verified by: node-1
 *  Started: 2026-03-01T12:00:00.000000Z
 *  Started by: the schedule
 *  Result: intact
 *  Entries: 2733 unchanged, 0 changed
 *  Chain node-1: entries 1 to 2733, signed seals up to 2733, last hash 9f86...
 *  Data: {...}
 *  Signature: 2026:MEUCIQ...
 * </pre>
 *
 * @param application the name of the application
 * @param node the node that verified the log
 * @param startedBy the operator; null for a scheduled verification
 * @param report the result
 * @param text the complete text
 */
public record VerificationCertificate(
        String application, String node, @Nullable String startedBy, VerificationReport report, String text) {

    /** Purpose of the signature. */
    private static final String PURPOSE = "verification";

    private static final String TITLE = "Certificate of integrity (opsmon, format 1)";
    private static final String DATA = "Data: ";
    private static final String SIGNATURE = "Signature: ";
    private static final String UNSIGNED = "none, because the application has no key";

    /**
     * Creates and signs a certificate.
     *
     * @param application the name of the application
     * @param node the node that verified the log
     * @param startedBy the operator; null for a scheduled verification
     * @param report the result
     * @param sealer the keys
     * @return the certificate; unsigned if the sealer cannot sign
     */
    public static VerificationCertificate sign(
            String application, String node, @Nullable String startedBy, VerificationReport report, Sealer sealer) {
        String content = content(application, node, startedBy, report);
        @Nullable String signature = sealer.proof(PURPOSE, hash(content));
        return new VerificationCertificate(
                application,
                node,
                startedBy,
                report,
                content + SIGNATURE + (signature == null ? UNSIGNED : signature) + "\n");
    }

    private static Hash hash(String content) {
        return Hash.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(
            String application, String node, @Nullable String startedBy, VerificationReport report) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Log", report.log());
        lines.put("Application", application);
        lines.put("Verified by", node);
        lines.put("Started", report.startedAt().truncatedTo(ChronoUnit.MICROS).toString());
        lines.put("Started by", startedBy == null ? "the schedule" : startedBy);
        lines.put("Result", result(report));
        long broken = report.chains().stream().mapToLong(ChainReport::broken).sum();
        lines.put("Entries", report.verified() + " unchanged, " + broken + " changed");
        for (ChainReport chain : report.chains()) {
            lines.put(
                    "Chain " + chain.chain(),
                    "entries " + chain.firstSequence() + " to " + chain.lastSequence() + ", "
                            + (chain.sealedUpTo() == 0 ? "no signed seal" : "signed seals up to " + chain.sealedUpTo())
                            + (chain.lastHash() == null ? "" : ", last hash " + chain.lastHash()));
        }
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        lines.forEach((name, value) -> line(text, name, value));
        for (Finding finding : report.findings()) {
            line(
                    text,
                    "Finding",
                    finding.kind() + " at entry " + finding.sequence() + " of the chain " + finding.chain() + ": "
                            + finding.detail());
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("log", report.log());
        data.put("application", application);
        data.put("node", node);
        data.put("startedAt", report.startedAt().truncatedTo(ChronoUnit.MICROS).toString());
        if (startedBy != null) {
            data.put("startedBy", startedBy);
        }
        data.set("report", VerificationJson.write(report));
        return text.append(DATA)
                .append(JsonMapper.shared().writeValueAsString(data))
                .append('\n')
                .toString();
    }

    private static String result(VerificationReport report) {
        String acknowledged = report.acknowledged().isEmpty()
                ? ""
                : "; acknowledged findings: " + report.acknowledged().size();
        return (report.isIntact() ? "intact" : "findings: " + report.findings().size()) + acknowledged;
    }

    /** Appends a line; a name from the database must not begin another line. */
    private static void line(StringBuilder text, String name, String value) {
        text.append((name + ": " + value).replaceAll("\\p{Cntrl}|\\u0085|\\u2028|\\u2029", " "))
                .append('\n');
    }

    /**
     * Reads a certificate.
     *
     * @param text the complete text; CR LF counts as LF
     * @return the certificate; its signature is not verified
     * @throws IllegalArgumentException if the text is not a certificate
     */
    public static VerificationCertificate parse(String text) {
        String unix = text.replace("\r\n", "\n");
        int data = unix.indexOf("\n" + DATA);
        int signature = unix.indexOf("\n" + SIGNATURE);
        if (!unix.startsWith(TITLE + "\n") || data < 0 || signature < data) {
            throw new IllegalArgumentException("The text is not a certificate of integrity of format 1");
        }
        String json = unix.substring(data + 1 + DATA.length(), signature);
        try {
            JsonNode node = JsonMapper.shared().readTree(json);
            Instant startedAt = Instant.parse(node.path("startedAt").asString(""));
            return new VerificationCertificate(
                    node.path("application").asString(""),
                    node.path("node").asString(""),
                    node.path("startedBy").asString(null),
                    VerificationJson.read(node.path("log").asString(""), startedAt, node.path("report")),
                    unix);
        } catch (JacksonException | DateTimeException malformed) {
            throw new IllegalArgumentException("The data of the certificate are malformed", malformed);
        }
    }

    /**
     * Verifies the signature of the text.
     *
     * @param sealer the keys
     * @return the verdict
     */
    public Sealer.Verdict verify(Sealer sealer) {
        int start = text.lastIndexOf("\n" + SIGNATURE) + 1;
        String content = text.substring(0, start);
        String signature = text.substring(start + SIGNATURE.length()).strip();
        return sealer.verifyProof(PURPOSE, hash(content), signature.equals(UNSIGNED) ? null : signature);
    }

    /**
     * Returns whether the certificate counts: it is signed with one of the keys, or the sealer has no keys.
     *
     * @param sealer the keys
     * @return false if the signature is missing, forged or of an unknown key
     */
    public boolean isBelieved(Sealer sealer) {
        Sealer.Verdict verdict = verify(sealer);
        return verdict == Sealer.Verdict.VALID || (!sealer.hasKeys() && verdict != Sealer.Verdict.FORGED);
    }
}
