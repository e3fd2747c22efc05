package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.internal.AdministrativeOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Serves imports and downloads of backups.
 *
 * <pre>
 *  POST /backups/import         a manifest, directly followed by its file: 201 with the backup
 *  GET /backups/{id}/content    the file as stored, encrypted if the backup is encrypted; supports ranges, to resume a download; each range is an entry of the operation log
 *  HEAD /backups/{id}/content   size and hash of the file
 *  GET /backups/{id}/manifest   the manifest, with the list of tables
 * </pre>
 */
final class BackupContentRoutes implements RouteGroup {

    private static final Logger log = LoggerFactory.getLogger(BackupContentRoutes.class);
    private static final int CHUNK = 1 << 16;

    private final DefaultBackups backups;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Refusals refusals;

    BackupContentRoutes(OpsmonAccess access, DefaultBackups backups, ApplicationEventPublisher events, Clock clock) {
        this.backups = backups;
        this.events = events;
        this.clock = clock;
        this.refusals = new Refusals(access, events);
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.post("/backups/import", OpsmonPermissions.BACKUP_RUN, this::takeOver)
                        .consuming(MediaType.APPLICATION_OCTET_STREAM),
                ApiRoute.get("/backups/{id}/content", OpsmonPermissions.BACKUP_DOWNLOAD, this::content),
                ApiRoute.head("/backups/{id}/content", OpsmonPermissions.BACKUP_DOWNLOAD, this::head),
                ApiRoute.get("/backups/{id}/manifest", OpsmonPermissions.BACKUP_READ, this::manifest));
    }

    /**
     * Imports a backup from one request body, so that no node keeps state between two requests. The body is not a form,
     * because a host's limits for forms would truncate the file.
     */
    private ApiResponse takeOver(ApiRequest request) throws IOException {
        UploadedBackup upload = UploadedBackup.read(request.body());
        BackupManifest manifest = manifest(upload);
        Backup backup = BackupRoutes.conflicting(() -> takeOver(manifest, upload.file()));
        events.publishEvent(new AdministrativeOperation(
                "IMPORT",
                "imported a backup of " + backup.dataSource() + " from " + backup.requestedAt(),
                "backup",
                backup.id(),
                Map.of("dataSource", backup.dataSource())));
        return ApiResponse.json(HttpStatus.CREATED, BackupJson.write(backup, clock.instant()));
    }

    private BackupManifest manifest(UploadedBackup upload) {
        try {
            BackupManifest manifest = backups.stored().parseForeign(upload.manifest());
            backups.requireImportable(manifest);
            return manifest;
        } catch (UnauthenticatedBackupException refused) {
            refusals.record("IMPORT", refused, null);
            throw ApiException.badRequest("manifest", refused.getMessage() + ".")
                    .withCode(refused.reason().code());
        } catch (IOException | IllegalArgumentException worthless) {
            throw ApiException.badRequest("manifest", worthless.getMessage() + ".")
                    .withCode("backup-manifest-malformed");
        }
    }

    private Backup takeOver(BackupManifest manifest, InputStream file) {
        try {
            return backups.importBackup(manifest, file);
        } catch (IllegalArgumentException another) {
            throw ApiException.badRequest("content", another.getMessage() + ".").withCode("backup-file-differs");
        } catch (IOException failure) {
            log.warn("Failed to import the backup \"{}\"", manifest.id(), failure);
            throw ApiException.unavailable("The backup was not stored: " + failure.getMessage());
        }
    }

    private ApiResponse manifest(ApiRequest request) {
        return ApiResponse.bytes(200, MediaType.APPLICATION_JSON, found(request).toJson());
    }

    private BackupManifest found(ApiRequest request) {
        String id = request.pathVariable("id");
        return backups.catalogue()
                .find(id)
                .filter(backup -> backup.status().isStored())
                .flatMap(backup -> backups.catalogue().manifest(id))
                .orElseThrow(
                        () -> ApiException.notFound("There is no backup \"" + id + "\", or its file is not stored."));
    }

    /** The requested part of a file. */
    private record Part(long from, long bytes, boolean isWhole) {

        String range() {
            return from + "-" + (from + bytes - 1);
        }

        static Part of(ApiRequest request, String tag, long size) {
            String range = request.header("Range");
            String condition = request.header("If-Range");
            if (range == null || (condition != null && !condition.equals(tag))) {
                return new Part(0, size, true);
            }
            try {
                List<HttpRange> ranges = HttpRange.parseRanges(range);
                if (ranges.size() != 1) {
                    return new Part(0, size, true);
                }
                long from = ranges.get(0).getRangeStart(size);
                long to = ranges.get(0).getRangeEnd(size);
                if (from >= size || from > to) {
                    throw ApiException.rangeNotSatisfiable("The file has " + size + " bytes.");
                }
                return new Part(from, to - from + 1, false);
            } catch (IllegalArgumentException malformed) {
                throw ApiException.badRequest("Range", "Range must have the form bytes=0-1023.");
            }
        }
    }

    private ApiResponse content(ApiRequest request) throws IOException {
        BackupManifest manifest = found(request);
        long size = manifest.storedBytes();
        String tag = tag(manifest);
        Part part = Part.of(request, tag, size);
        InputStream file;
        try {
            file = backups.read(manifest, part.from());
        } catch (IOException failure) {
            log.warn("Failed to read the file of the backup \"{}\"", manifest.id(), failure);
            throw ApiException.unavailable("The storage of backups failed: " + failure.getMessage());
        }
        publish(
                "EXPORT",
                "downloaded " + (part.isWhole() ? "" : "bytes " + part.range() + " of ") + "a backup",
                manifest,
                part);
        ApiResponse answer = headers(manifest, tag, part);
        if (!part.isWhole()) {
            answer = answer.with(HttpHeaders.CONTENT_RANGE, "bytes " + part.range() + "/" + size);
        }
        return answer.withBody(new StoredFile(file, part.bytes(), manifest.id()));
    }

    /** The requested part of the file of a backup. */
    private record StoredFile(InputStream file, long bytes, String id) implements ApiContent.Writer {

        @Override
        public void write(OutputStream out) throws IOException {
            copy(file, out, bytes);
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException failure) {
                log.debug("Failed to close the file of the backup \"{}\"", id, failure);
            }
        }
    }

    /** Returns the size and the hash of the file, for programs that download the file in parts. */
    private ApiResponse head(ApiRequest request) {
        BackupManifest manifest = found(request);
        Part whole = new Part(0, manifest.storedBytes(), true);
        publish("QUERY", "asked for the size of a backup", manifest, new Part(0, 0, true));
        return headers(manifest, tag(manifest), whole);
    }

    private static String tag(BackupManifest manifest) {
        return "\"" + manifest.sha256() + "\"";
    }

    /** Publishes one entry for each part, because a download may request any part and skip the first byte. */
    private void publish(String action, String done, BackupManifest manifest, Part part) {
        events.publishEvent(new AdministrativeOperation(
                action,
                done + " of " + manifest.dataSource(),
                "backup",
                manifest.id(),
                Map.of("dataSource", manifest.dataSource(), "bytes", part.bytes() + " of " + manifest.storedBytes())));
    }

    private static ApiResponse headers(BackupManifest manifest, String tag, Part part) {
        String name = manifest.file().substring(manifest.file().lastIndexOf('/') + 1);
        return ApiResponse.of(part.isWhole() ? 200 : 206)
                .with(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .with(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .with(HttpHeaders.CONTENT_LENGTH, Long.toString(part.bytes()))
                .with(HttpHeaders.ACCEPT_RANGES, "bytes")
                .with(HttpHeaders.ETAG, tag);
    }

    private static void copy(InputStream file, OutputStream out, long bytes) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = bytes;
        while (left > 0) {
            int read = file.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new IOException("The file is shorter than the size in its manifest");
            }
            out.write(chunk, 0, read);
            left -= read;
        }
        out.flush();
    }
}
