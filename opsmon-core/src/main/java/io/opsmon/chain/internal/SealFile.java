package io.opsmon.chain.internal;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.internal.file.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * File of seals, one JSON object per line: {@code {"log", "chain", "number", "sequence", "hash", "previous",
 * "sealedBy", "sealedAt", "acknowledgement", "signature"}}. A seal is appended and forced to the device before it is
 * stored in the database. Store the file where the administrators of the database have no write access.
 *
 * <p>Every line is signed and contains the digest of the previous line of its chain, so changed and removed lines are
 * detected. Thread-safe; several processes may append to one file on a local disk.
 *
 * @since 0.1
 */
public final class SealFile implements SealArchive {

    private static final Logger log = LoggerFactory.getLogger(SealFile.class);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path file;

    /**
     * Creates the archive. The file is created with the first seal.
     *
     * @param file the file
     */
    public SealFile(Path file) {
        this.file = file;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public synchronized List<String> damages() {
        List<String> damages = new ArrayList<>();
        if (Files.exists(file)) {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                read(reader, (number, line) -> damages.add("Line " + number + " of \"" + file + "\" is not a seal"));
                if (!damages.isEmpty() && !endsWithLineBreak()) {
                    // The process was killed while it wrote the last line. The database never received this seal.
                    damages.remove(damages.size() - 1);
                }
            } catch (IOException failure) {
                damages.add("\"" + file + "\" cannot be read: " + failure);
            }
        }
        return damages;
    }

    private boolean endsWithLineBreak() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() == 0 || (channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n');
        }
    }

    @Override
    public synchronized void keep(Seal seal) {
        try {
            @Nullable Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                PrivateFiles.createDirectories(directory);
            }
            try (FileChannel channel = PrivateFiles.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                String begin = endsWithLineBreak() ? "" : "\n";
                ByteBuffer line = StandardCharsets.UTF_8.encode(begin + toJson(seal) + "\n");
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(false);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Appending a seal to \"" + file + "\" failed", failure);
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
            throw new UncheckedIOException("Reading the seals in \"" + file + "\" failed", failure);
        }
    }

    /**
     * Reads seals, one per line. Malformed lines are logged and skipped.
     *
     * @param reader the lines
     * @return the seals in their order
     * @throws IOException if the lines cannot be read
     */
    public static List<Seal> read(BufferedReader reader) throws IOException {
        return read(
                reader,
                (number, line) -> log.warn(
                        "Skipping line {} of the seal file, which is not a seal: \"{}\"",
                        number,
                        line.length() > 200 ? line.substring(0, 200) : line));
    }

    private static List<Seal> read(BufferedReader reader, BiConsumer<Long, String> malformed) throws IOException {
        List<Seal> seals = new ArrayList<>();
        @Nullable String line;
        for (long number = 1; (line = reader.readLine()) != null; number++) {
            try {
                if (!line.isBlank()) {
                    seals.add(fromJson(line));
                }
            } catch (RuntimeException notASeal) {
                malformed.accept(number, line);
            }
        }
        return seals;
    }

    /**
     * Converts a seal to a line of the file.
     *
     * @param seal the seal
     * @return JSON without line break
     */
    public static String toJson(Seal seal) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("log", seal.log())
                .put("chain", seal.chain())
                .put("number", seal.number())
                .put("sequence", seal.sequence())
                .put("hash", seal.hash().toString())
                .put("previous", seal.previous().toString())
                .put("sealedBy", seal.sealedBy())
                .put("sealedAt", seal.sealedAt().toString());
        if (seal.acknowledgement() != null) {
            node.put("acknowledgement", seal.acknowledgement());
        }
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
                node.required("number").asLong(),
                node.required("sequence").asLong(),
                Hash.parse(node.required("hash").asString()),
                Hash.parse(node.required("previous").asString()),
                node.required("sealedBy").asString(),
                Instant.parse(node.required("sealedAt").asString()),
                node.has("acknowledgement") ? node.required("acknowledgement").asString() : null,
                node.has("signature") ? node.required("signature").asString() : null);
    }
}
