package io.opsmon.log.archive;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealFile;
import io.opsmon.chain.Sealer;
import io.opsmon.file.PrivateFiles;
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
 * What is in an archive.
 *
 * @param chain the chain its entries are a piece of; empty if they are of none
 * @param firstSequence the number of its first entry; 0 if it is of no chain
 * @param lastSequence the number of its last entry
 * @param count how many entries
 * @param previousHash the hash of the entry before the first
 * @param lastHash the hash of the last entry
 * @param sha256 over the file as it lies there
 * @param createdAt when it was written
 * @param seals the seals of its entries and of the entry before the first
 * @param signature over all of this; null without a key
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

    /** The end of a manifest's name, behind the name of its archive. */
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
     * What its signature is worth.
     *
     * @param sealer has the keys
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
     * @param archive the archive's file
     * @return its manifest
     * @throws IOException if there is none, or it is not one; the message says so
     */
    public static ArchiveManifest of(Path archive) throws IOException {
        Path file = archive.resolveSibling(archive.getFileName() + SUFFIX);
        try {
            JsonNode json = MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8));
            if (!FORMAT.equals(json.path("format").asString(""))) {
                throw new IOException(file + " is no manifest of an archive");
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
            throw new IOException(file + " is no manifest of an archive: " + malformed.getMessage(), malformed);
        }
    }
}
