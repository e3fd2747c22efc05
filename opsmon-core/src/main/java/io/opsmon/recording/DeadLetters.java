package io.opsmon.recording;

import io.opsmon.internal.file.PrivateFiles;
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
 * File of entries that the store refused, one JSON object per line: {@code {"at": instant, "reason": text, "entry":
 * {...}}}. A journal record that is not a valid entry has {@code "raw"} with Base64 instead of the entry. The file is
 * never read automatically: an operator must handle the refused entries. Used by the writer thread, or by the thread
 * that stops the writer.
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

    /** Writes an entry in JSON. Returns false if the file cannot be written. */
    boolean keepEntry(byte[] json, String reason) {
        return append("\"entry\":" + new String(json, StandardCharsets.UTF_8), reason);
    }

    /** Writes bytes that are not a valid entry. Returns false if the file cannot be written. */
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
            log.warn(
                    "The store refused an entry; it is written to the dead letters in \"{}\": {}",
                    file.toAbsolutePath(),
                    reason);
            return true;
        } catch (IOException failure) {
            log.error(
                    "Writing a refused entry ({}) to the dead letters in \"{}\" failed; the entry is dropped: {}",
                    reason,
                    file.toAbsolutePath(),
                    failure.toString());
            return false;
        }
    }
}
