package io.opsmon.log.internal.archive;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.SealFile;
import io.opsmon.internal.file.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifest of an archive: the chain segment, the checksum and the signature.
 *
 * @param chain the name of the chain; empty for entries outside of any chain
 * @param firstSequence the number of the first entry; 0 outside of any chain
 * @param lastSequence the number of the last entry
 * @param count the number of entries
 * @param previousHash the hash of the entry before the first
 * @param lastHash the hash of the last entry
 * @param sha256 the hash of the compressed file
 * @param createdAt the time of creation
 * @param seals the seals of the archived entries and of the entry before the first
 * @param signature the signature over all other components; null without a key
 * @since 0.1
 */
public record ArchiveManifest(
        String chain,
        long firstSequence,
        long lastSequence,
        long count,
        Hash previousHash,
        Hash lastHash,
        Hash sha256,
        Instant createdAt,
        List<Seal> seals,
        @Nullable String signature) {

    /** Suffix that is appended to the file name of the archive. */
    public static final String SUFFIX = ".manifest";

    private static final String FORMAT = "opsmon-archive-1";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    ArchiveManifest signedBy(Sealer sealer) {
        return new ArchiveManifest(
                chain,
                firstSequence,
                lastSequence,
                count,
                previousHash,
                lastHash,
                sha256,
                createdAt,
                seals,
                sealer.proof("archive", content()));
    }

    /**
     * Verifies the signature.
     *
     * @param sealer the keys
     * @return the verdict
     */
    public Sealer.Verdict verify(Sealer sealer) {
        return sealer.verifyProof("archive", content(), signature);
    }

    private Hash content() {
        return Hash.sha256(MAPPER.writeValueAsBytes(json().without("signature")));
    }

    private ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("chain", chain)
                .put("firstSequence", firstSequence)
                .put("lastSequence", lastSequence)
                .put("count", count)
                .put("previousHash", previousHash.toString())
                .put("lastHash", lastHash.toString())
                .put("sha256", sha256.toString())
                .put("createdAt", createdAt.toString())
                .put("seals", seals.stream().map(SealFile::toJson).collect(Collectors.joining("\n")));
        if (signature != null) {
            json.put("signature", signature);
        }
        return json;
    }

    void write(Path file) throws IOException {
        Files.write(
                PrivateFiles.ensureFile(file),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json()));
    }

    /**
     * Reads the manifest of an archive.
     *
     * @param archive the file of the archive
     * @return the manifest
     * @throws IOException if the manifest is missing or malformed
     */
    public static ArchiveManifest of(Path archive) throws IOException {
        Path file = archive.resolveSibling(archive.getFileName() + SUFFIX);
        try {
            JsonNode json = MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8));
            if (!FORMAT.equals(json.path("format").asString(""))) {
                throw new IOException("\"" + file + "\" is not an archive manifest");
            }
            return new ArchiveManifest(
                    json.required("chain").asString(),
                    json.required("firstSequence").asLong(),
                    json.required("lastSequence").asLong(),
                    json.required("count").asLong(),
                    Hash.parse(json.required("previousHash").asString()),
                    Hash.parse(json.required("lastHash").asString()),
                    Hash.parse(json.required("sha256").asString()),
                    Instant.parse(json.required("createdAt").asString()),
                    SealFile.read(new BufferedReader(
                            new StringReader(json.required("seals").asString()))),
                    json.has("signature") ? json.required("signature").asString() : null);
        } catch (JacksonException | IllegalArgumentException malformed) {
            throw new IOException(
                    "\"" + file + "\" is not a valid archive manifest: " + malformed.getMessage(), malformed);
        }
    }
}
