package io.opsmon.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seals in a file, one JSON object a line: {@code {"log", "chain", "sequence", "hash", "sealedAt", "signature"}}. Appended and forced to the device; meant for a place that the
 * database's administrators cannot write to. Thread-safe; several processes may append to one file on a local disk.
 *
 * @since 0.1
 */
public final class SealFile implements SealArchive {

    private static final Logger log = LoggerFactory.getLogger(SealFile.class);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path file;

    /**
     * Makes the archive; the file is made with the first seal.
     *
     * @param file where seals are kept
     */
    public SealFile(Path file) {
        this.file = file;
    }

    @Override
    public synchronized void keep(Seal seal) {
        try {
            @Nullable Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                channel.write(StandardCharsets.UTF_8.encode(toJson(seal) + "\n"));
                channel.force(false);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot keep a seal in " + file, failure);
        }
    }

    @Override
    public List<Seal> seals(String logName) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return read(reader).stream()
                    .filter(seal -> seal.log().equals(logName))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the seals in " + file, failure);
        }
    }

    /**
     * Reads seals, one a line; lines that are none are logged and passed over.
     *
     * @param reader the lines
     * @return the seals in their order
     * @throws IOException if it cannot be read
     */
    public static List<Seal> read(BufferedReader reader) throws IOException {
        List<Seal> seals = new ArrayList<>();
        @Nullable String line;
        while ((line = reader.readLine()) != null) {
            try {
                if (!line.isBlank()) {
                    seals.add(fromJson(line));
                }
            } catch (RuntimeException malformed) {
                log.warn(
                        "Not a seal: {} ({})",
                        line.length() > 200 ? line.substring(0, 200) : line,
                        malformed.toString());
            }
        }
        return seals;
    }

    /**
     * A seal as a line of this file.
     *
     * @param seal the seal
     * @return JSON without line break
     */
    public static String toJson(Seal seal) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("log", seal.log())
                .put("chain", seal.chain())
                .put("sequence", seal.sequence())
                .put("hash", seal.hash().toString())
                .put("sealedAt", seal.sealedAt().toString());
        if (seal.signature() != null) {
            node.put("signature", seal.signature());
        }
        return MAPPER.writeValueAsString(node);
    }

    private static Seal fromJson(String line) throws JacksonException {
        JsonNode node = MAPPER.readTree(line);
        return new Seal(
                node.required("log").asString(),
                node.required("chain").asString(),
                node.required("sequence").asLong(),
                Hash.parse(node.required("hash").asString()),
                Instant.parse(node.required("sealedAt").asString()),
                node.has("signature") ? node.required("signature").asString() : null);
    }
}
