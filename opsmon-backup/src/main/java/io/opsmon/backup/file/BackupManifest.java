package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifest of a backup, stored in JSON beside the backup's file. With a {@link io.opsmon.chain.SealKey seal key}
 * the manifest is signed, so that write access to the storage is not sufficient to forge a backup.
 *
 * @param id the id of the backup
 * @param application the application that made the backup
 * @param dataSource the name of the application's data source
 * @param engine the database and its version, as reported by the database
 * @param runner the runner that dumped the database and restores it
 * @param tool the tool that was used and its version; null if the runner needs none
 * @param createdAt the start of the dump
 * @param file the name of the file in the storage
 * @param dumpBytes the size of the dump, in bytes
 * @param storedBytes the size of the file, in bytes
 * @param keyId the key of the encryption; null if the file is not encrypted
 * @param sha256 the hash of the file
 * @param tables the content of the tables in the snapshot of the dump; empty if not determined
 * @param findings the findings of the inspection before the dump
 * @param leftOut the tables that the backup leaves out because it contains a part of the database
 * @param signature the signature of all other members; null without a key
 * @since 0.1
 */
public record BackupManifest(
        String id,
        String application,
        String dataSource,
        String engine,
        String runner,
        @Nullable String tool,
        Instant createdAt,
        String file,
        long dumpBytes,
        long storedBytes,
        @Nullable String keyId,
        Hash sha256,
        List<TableContent> tables,
        List<BackupFinding> findings,
        LeftOut leftOut,
        @Nullable String signature) {

    /** The suffix of a manifest's name, after the name of its file. */
    public static final String SUFFIX = ".manifest.json";

    /** The largest manifest, in bytes. */
    public static final int MAX_BYTES = 32 << 20;

    /** The largest number of findings in a manifest. */
    public static final int MAX_FINDINGS = 100;

    /** The largest number of tables in a manifest. */
    public static final int MAX_TABLES = 100_000;

    private static final String FORMAT = "opsmon-backup-1";
    private static final String COMPRESSION = "zstd";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final int MAX_ID = 64;
    private static final int MAX_DATA_SOURCE = 100;
    private static final int MAX_NAME = 200;
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_NUMBER = 20;
    /**
     * The start and end of a table's object, two tokens for each of its four members, and a name of a table and of rows
     * that are left out.
     */
    private static final long MAX_TOKENS = 12L * MAX_TABLES + 1_000;

    /** Reads manifests that are not authenticated yet: with bounded memory, and without ambiguous members. */
    private static final JsonMapper READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxTokenCount(MAX_TOKENS)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The content of a table, for the comparison after a restore.
     *
     * @param schema the name of the schema
     * @param name the name of the table
     * @param rows the number of rows
     * @param hash the hash of the rows in any order; null if the rows were only counted
     */
    public record TableContent(
            String schema, String name, long rows, @Nullable Hash hash) {}

    /** Copies the lists, and keeps the first {@value #MAX_FINDINGS} findings. */
    public BackupManifest {
        tables = List.copyOf(tables);
        findings = findings.stream().limit(MAX_FINDINGS).toList();
    }

    /**
     * Creates the manifest of a backup of a whole database, without findings.
     *
     * @param id the id of the backup
     * @param application the application that made the backup
     * @param dataSource the name of the application's data source
     * @param engine the database and its version
     * @param runner the runner
     * @param tool the tool and its version; null if the runner needs none
     * @param createdAt the start of the dump
     * @param file the name of the file in the storage
     * @param dumpBytes the size of the dump, in bytes
     * @param storedBytes the size of the file, in bytes
     * @param keyId the key of the encryption; null if the file is not encrypted
     * @param sha256 the hash of the file
     * @param tables the content of the tables
     * @param signature the signature; null without a key
     */
    public BackupManifest(
            String id,
            String application,
            String dataSource,
            String engine,
            String runner,
            @Nullable String tool,
            Instant createdAt,
            String file,
            long dumpBytes,
            long storedBytes,
            @Nullable String keyId,
            Hash sha256,
            List<TableContent> tables,
            @Nullable String signature) {
        this(
                id,
                application,
                dataSource,
                engine,
                runner,
                tool,
                createdAt,
                file,
                dumpBytes,
                storedBytes,
                keyId,
                sha256,
                tables,
                List.of(),
                LeftOut.NOTHING,
                signature);
    }

    /**
     * Signs the manifest.
     *
     * @param sealer the sealer with the key
     * @return a signed copy; unsigned if there is no key
     */
    public BackupManifest signedBy(Sealer sealer) {
        return new BackupManifest(
                id,
                application,
                dataSource,
                engine,
                runner,
                tool,
                createdAt,
                file,
                dumpBytes,
                storedBytes,
                keyId,
                sha256,
                tables,
                findings,
                leftOut,
                sealer.proof("backup", content()));
    }

    /**
     * Verifies the signature.
     *
     * @param sealer the sealer with the keys
     * @return the verdict
     */
    public Sealer.Verdict verify(Sealer sealer) {
        return sealer.verifyProof("backup", content(), signature);
    }

    private Hash content() {
        return Hash.sha256(MAPPER.writeValueAsBytes(json().without("signature")));
    }

    /**
     * Formats the manifest for storage.
     *
     * @return JSON in UTF-8
     */
    public byte[] toJson() {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json());
    }

    private ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("id", id)
                .put("application", application)
                .put("dataSource", dataSource)
                .put("engine", engine)
                .put("runner", runner)
                .put("tool", tool)
                .put("createdAt", createdAt.toString())
                .put("file", file)
                .put("dumpBytes", dumpBytes)
                .put("storedBytes", storedBytes)
                .put("compression", COMPRESSION)
                .put("keyId", keyId)
                .put("sha256", sha256.toString());
        ArrayNode contents = json.putArray("tables");
        for (TableContent table : tables) {
            contents.addObject()
                    .put("schema", table.schema())
                    .put("name", table.name())
                    .put("rows", table.rows())
                    .put("hash", table.hash() == null ? null : table.hash().toString());
        }
        if (!findings.isEmpty()) {
            ArrayNode found = json.putArray("findings");
            for (BackupFinding finding : findings) {
                found.addObject()
                        .put("severity", finding.severity().name())
                        .put("code", finding.code())
                        .put("object", fit(finding.object()))
                        .put("problem", fit(finding.problem()))
                        .put("remedy", fit(finding.remedy()));
            }
        }
        if (!leftOut.isNothing()) {
            ObjectNode left = json.putObject("leftOut");
            left.set("tables", names(leftOut.tables()));
            left.set("rows", names(leftOut.rows()));
        }
        return json.put("signature", signature);
    }

    private static ArrayNode names(List<String> names) {
        ArrayNode json = MAPPER.createArrayNode();
        names.forEach(json::add);
        return json;
    }

    /**
     * Returns the properties that the encryption of the file is bound to.
     *
     * @return the identity
     */
    public BackupIdentity identity() {
        return new BackupIdentity(id, application, dataSource, runner, createdAt);
    }

    /**
     * Parses a manifest in bounded memory. Unknown members of later versions are ignored and not covered by the
     * signature check.
     *
     * @param json the result of {@link #toJson}
     * @return the manifest, which is not authenticated yet
     * @throws IOException if the JSON is not a manifest, has a duplicate member, or exceeds a limit; the message names
     *     the problem
     */
    public static BackupManifest parse(byte[] json) throws IOException {
        if (json.length > MAX_BYTES) {
            throw new IOException("The JSON is not a manifest of a backup: it has more than " + MAX_BYTES + " bytes");
        }
        try {
            JsonNode node = READER.readTree(json);
            if (!FORMAT.equals(node.path("format").asString(""))) {
                throw new IOException("The JSON has no \"format\": \"" + FORMAT + "\": it is not a manifest of a"
                        + " backup, or was written by a later version");
            }
            Assert.isTrue(
                    COMPRESSION.equals(node.path("compression").asString("")), "\"compression\" must be \"zstd\"");
            return new BackupManifest(
                    required(node, "id", MAX_ID),
                    required(node, "application", MAX_TEXT),
                    required(node, "dataSource", MAX_DATA_SOURCE),
                    required(node, "engine", MAX_NAME),
                    required(node, "runner", MAX_NAME),
                    text(node, "tool", MAX_NAME),
                    Instant.parse(required(node, "createdAt", MAX_NAME)),
                    required(node, "file", MAX_TEXT),
                    number(node, "dumpBytes"),
                    number(node, "storedBytes"),
                    text(node, "keyId", MAX_ID),
                    Hash.parse(required(node, "sha256", MAX_NAME)),
                    tables(node.required("tables")),
                    findings(node.path("findings")),
                    leftOut(node.path("leftOut")),
                    text(node, "signature", MAX_NAME));
        } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException malformed) {
            throw new IOException("The JSON is not a manifest of a backup: " + malformed.getMessage(), malformed);
        }
    }

    private static List<TableContent> tables(JsonNode tables) {
        Assert.isTrue(tables.isArray(), "\"tables\" must be an array");
        Assert.isTrue(tables.size() <= MAX_TABLES, () -> "\"tables\" must have at most " + MAX_TABLES + " elements");
        return tables.valueStream()
                .map(table -> new TableContent(
                        required(table, "schema", MAX_TEXT),
                        required(table, "name", MAX_TEXT),
                        number(table, "rows"),
                        hash(table)))
                .toList();
    }

    private static List<BackupFinding> findings(JsonNode findings) {
        Assert.isTrue(
                findings.isMissingNode() || (findings.isArray() && findings.size() <= MAX_FINDINGS),
                () -> "\"findings\" must be an array of at most " + MAX_FINDINGS + " elements");
        return findings.valueStream()
                .map(finding -> new BackupFinding(
                        BackupFinding.Severity.valueOf(required(finding, "severity", MAX_NAME)),
                        required(finding, "code", MAX_NAME),
                        required(finding, "object", MAX_TEXT),
                        required(finding, "problem", MAX_TEXT),
                        required(finding, "remedy", MAX_TEXT)))
                .toList();
    }

    private static LeftOut leftOut(JsonNode left) {
        Assert.isTrue(left.isMissingNode() || left.isObject(), "\"leftOut\" must be an object");
        return left.isMissingNode() ? LeftOut.NOTHING : new LeftOut(names(left, "tables"), names(left, "rows"));
    }

    private static List<String> names(JsonNode left, String member) {
        JsonNode names = left.path(member);
        Assert.isTrue(
                names.isArray() && names.size() <= MAX_TABLES,
                () -> "\"" + member + "\" must be an array of at most " + MAX_TABLES + " elements");
        return names.valueStream()
                .map(name -> {
                    Assert.isTrue(name.isString(), () -> "\"" + member + "\" must have texts as elements");
                    return name.asString();
                })
                .toList();
    }

    private static String fit(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    private static @Nullable Hash hash(JsonNode table) {
        @Nullable String text = text(table, "hash", MAX_NAME);
        return text == null ? null : Hash.parse(text);
    }

    private static String required(JsonNode node, String member, int maxLength) {
        @Nullable String text = text(node, member, maxLength);
        Assert.isTrue(text != null, () -> "\"" + member + "\" is missing");
        return Objects.requireNonNull(text);
    }

    private static @Nullable String text(JsonNode node, String member, int maxLength) {
        JsonNode value = node.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        Assert.isTrue(
                value.isString() && value.asString().length() <= maxLength,
                () -> "\"" + member + "\" must be a text of at most " + maxLength + " characters");
        return value.asString();
    }

    private static long number(JsonNode node, String member) {
        JsonNode value = node.path(member);
        Assert.isTrue(
                value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0,
                () -> "\"" + member + "\" must be a whole number from 0 to " + Long.MAX_VALUE);
        return value.asLong();
    }
}
