package io.opsmon.backup.file;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a backup is, in JSON beside its file. With a {@link io.opsmon.chain.SealKey seal key} it is signed, so that whoever can write to the storage cannot make a backup of their own into one of ours.
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

    private static final String FORMAT = "opsmon-backup-1";
    private static final JsonMapper MAPPER = JsonMapper.shared();

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
                .put("compression", "zstd")
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
     * Reads a manifest.
     *
     * @param json what {@link #toJson} gave
     * @return the manifest
     * @throws IOException if it is none; the message says what is wrong
     */
    public static BackupManifest parse(byte[] json) throws IOException {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (!FORMAT.equals(node.path("format").asString(""))) {
                throw new IOException("There is no \"format\": \"" + FORMAT
                        + "\": this is no manifest of a backup, or one of a later opsmon");
            }
            return new BackupManifest(
                    node.required("id").asString(),
                    node.required("application").asString(),
                    node.required("dataSource").asString(),
                    node.required("engine").asString(),
                    node.required("runner").asString(),
                    text(node, "tool"),
                    Instant.parse(node.required("createdAt").asString()),
                    node.required("file").asString(),
                    node.required("dumpBytes").asLong(),
                    node.required("storedBytes").asLong(),
                    text(node, "keyId"),
                    Hash.parse(node.required("sha256").asString()),
                    node.required("tables")
                            .valueStream()
                            .map(table -> new TableContent(
                                    table.required("schema").asString(),
                                    table.required("name").asString(),
                                    table.required("rows").asLong(),
                                    hash(table)))
                            .toList(),
                    text(node, "signature"));
        } catch (JacksonException | IllegalArgumentException | java.time.DateTimeException malformed) {
            throw new IOException("This is no manifest of a backup: " + malformed.getMessage(), malformed);
        }
    }

    private static @Nullable Hash hash(JsonNode table) {
        @Nullable String text = text(table, "hash");
        return text == null ? null : Hash.parse(text);
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isString() ? value.asString() : null;
    }
}
