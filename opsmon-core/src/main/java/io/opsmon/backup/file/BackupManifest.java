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
 * What a backup is, in JSON beside its file. With a {@link io.opsmon.chain.SealKey seal key} it is signed, so that
 * whoever can write to the storage cannot make a backup of their own into one of ours.
 *
 * @param id the backup's id
 * @param application whose data it is
 * @param dataSource which of its data sources
 * @param engine the database and its version, as it names itself
 * @param runner which runner dumped it, and restores it
 * @param tool the tool that was used and its version; null if the runner needs none
 * @param createdAt when the dump began
 * @param file the file's name in the storage
 * @param dumpBytes the size of the dump
 * @param storedBytes the size of the file
 * @param keyId the key it is encrypted with; null if it is not
 * @param sha256 over the file
 * @param tables what is in it, as it was in the dump's snapshot; empty if that was not looked at
 * @param signature over all of this; null without a key
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
        @Nullable String signature) {

    /** The end of a manifest's name, behind the name of its file. */
    public static final String SUFFIX = ".manifest.json";

    /** The largest manifest, in bytes. */
    public static final int MAX_BYTES = 32 << 20;

    /** The most tables in a manifest. */
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
     * Beginning and end of a table's object, and four members of two tokens each; with room for what a later version
     * adds.
     */
    private static final long MAX_TOKENS = 12L * MAX_TABLES + 1_000;

    /** Of manifests that nobody vouches for yet: bounded memory, and one meaning only. */
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
     * A table's rows, to be compared after a restore.
     *
     * @param schema the schema
     * @param name the table
     * @param rows how many
     * @param hash over the rows in whatever order; null if they were only counted
     */
    public record TableContent(
            String schema, String name, long rows, @Nullable Hash hash) {}

    /**
     * Copies what it is given.
     *
     * @param id the backup's id
     * @param application whose data it is
     * @param dataSource which of its data sources
     * @param engine the database and its version, as it names itself
     * @param runner which runner dumped it, and restores it
     * @param tool the tool that was used and its version; null if the runner needs none
     * @param createdAt when the dump began
     * @param file the file's name in the storage
     * @param dumpBytes the size of the dump
     * @param storedBytes the size of the file
     * @param keyId the key it is encrypted with; null if it is not
     * @param sha256 over the file
     * @param tables what is in it, as it was in the dump's snapshot; empty if that was not looked at
     * @param signature over all of this; null without a key
     */
    public BackupManifest {
        tables = List.copyOf(tables);
    }

    /**
     * Signs it.
     *
     * @param sealer has the key
     * @return the same, signed; without a key unsigned
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
                sealer.proof("backup", content()));
    }

    /**
     * What its signature is worth.
     *
     * @param sealer has the keys
     * @return the verdict
     */
    public Sealer.Verdict verify(Sealer sealer) {
        return sealer.verifyProof("backup", content(), signature);
    }

    private Hash content() {
        return Hash.sha256(MAPPER.writeValueAsBytes(json().without("signature")));
    }

    /**
     * What lies beside the file.
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
        return json.put("signature", signature);
    }

    /**
     * The facts that the encryption of the file is bound to.
     *
     * @return the identity
     */
    public BackupIdentity identity() {
        return new BackupIdentity(id, application, dataSource, runner, createdAt);
    }

    /**
     * Reads a manifest, in bounded memory. Members with a meaning of a later version are ignored; they are not signed
     * either.
     *
     * @param json the result of {@link #toJson}
     * @return the manifest, which is not authenticated yet
     * @throws IOException if the JSON is no manifest, has a member twice, or exceeds a limit; the message says what is
     *     wrong
     */
    public static BackupManifest parse(byte[] json) throws IOException {
        if (json.length > MAX_BYTES) {
            throw new IOException("This is no manifest of a backup: it has more than " + MAX_BYTES + " bytes");
        }
        try {
            JsonNode node = READER.readTree(json);
            if (!FORMAT.equals(node.path("format").asString(""))) {
                throw new IOException("There is no \"format\": \"" + FORMAT
                        + "\": this is no manifest of a backup, or one of a later opsmon");
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
                    text(node, "signature", MAX_NAME));
        } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException malformed) {
            throw new IOException("This is no manifest of a backup: " + malformed.getMessage(), malformed);
        }
    }

    private static List<TableContent> tables(JsonNode tables) {
        Assert.isTrue(tables.isArray(), "\"tables\" must be an array");
        Assert.isTrue(tables.size() <= MAX_TABLES, () -> "There are more than " + MAX_TABLES + " tables");
        return tables.valueStream()
                .map(table -> new TableContent(
                        required(table, "schema", MAX_TEXT),
                        required(table, "name", MAX_TEXT),
                        number(table, "rows"),
                        hash(table)))
                .toList();
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
