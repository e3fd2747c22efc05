package io.opsmon.recording;

import io.opsmon.file.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The file of entries that the store refused, one JSON object a line: {@code {"at": instant, "reason": text, "entry":
 * {...}}}, or {@code "raw"} with Base64 where a journal record could not even be read as an entry. Nothing reads it
 * back by itself: a refusal needs a person. Called by the writer thread, or by the thread that stops it.
 */
final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final Path file;
    private final Clock clock;

    DeadLetters(Path directory, String name, Clock clock) {
        this.file = directory.resolve(name + ".dead-letters.ndjson");
        this.clock = clock;
    }

    Path file() {
        return file;
    }

    /** Keeps an entry given as JSON; false if the disk does not take it either. */
    boolean keepEntry(byte[] json, String reason) {
        return append("\"entry\":" + new String(json, StandardCharsets.UTF_8), reason);
    }

    /** Keeps bytes that are no entry; false if the disk does not take them either. */
    boolean keepRaw(byte[] bytes, String reason) {
        return append("\"raw\":\"" + Base64.getEncoder().encodeToString(bytes) + '"', reason);
    }

    private boolean append(String member, String reason) {
        String line = "{\"at\":\"" + clock.instant() + "\",\"reason\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsCharArray(reason)) + "\"," + member + "}\n";
        try {
            PrivateFiles.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.writeString(PrivateFiles.ensureFile(file), line, StandardOpenOption.APPEND);
            log.warn("An entry was refused by the store and is kept in {}: {}", file.toAbsolutePath(), reason);
            return true;
        } catch (IOException failure) {
            log.error(
                    "A refused entry ({}) could not be kept in {}: {}",
                    reason,
                    file.toAbsolutePath(),
                    failure.toString());
            return false;
        }
    }
}
