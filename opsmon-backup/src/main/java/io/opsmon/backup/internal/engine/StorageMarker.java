package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.BackupStorage.Upload;
import io.opsmon.backup.StorageUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the marker, the file at the root of a storage that contains the storage id. An empty mount point has
 * no marker.
 */
final class StorageMarker {

    private static final String FORMAT = "opsmon-storage-1";
    private static final int MAX_BYTES = 4_096;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final BackupStorage storage;

    StorageMarker(BackupStorage storage) {
        this.storage = storage;
    }

    /**
     * Reads the storage id; empty if there is no marker. Fails if the storage does not answer, or the marker is
     * malformed.
     */
    Optional<String> read() throws IOException {
        if (storage.find(BackupStorage.MARKER).isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = storage.read(BackupStorage.MARKER, 0)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(bytes);
            String id = json.path("id").asString("");
            if (FORMAT.equals(json.path("format").asString(""))
                    && ID.matcher(id).matches()) {
                return Optional.of(id);
            }
        } catch (JacksonException malformed) {
            throw new StorageUnavailableException(
                    "The marker " + BackupStorage.MARKER + " of the backup storage is malformed", malformed);
        }
        throw new StorageUnavailableException(
                "The marker " + BackupStorage.MARKER + " of the backup storage is malformed");
    }

    void write(String id) throws IOException {
        byte[] json = JsonMapper.shared()
                .writeValueAsBytes(JsonMapper.shared()
                        .createObjectNode()
                        .put("format", FORMAT)
                        .put("id", id));
        try (Upload upload = storage.upload(BackupStorage.MARKER, json.length)) {
            upload.write(json);
            upload.commit();
        }
    }
}
