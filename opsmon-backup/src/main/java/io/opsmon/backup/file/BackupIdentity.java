package io.opsmon.backup.file;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The properties of a backup that are known before the dump begins. The encryption of a file is bound to all of them:
 * with a manifest that differs in any property, the file cannot be decrypted.
 *
 * @param id the id of the backup
 * @param application the application that made the backup
 * @param dataSource the data source that was dumped
 * @param runner the runner that dumped it
 * @param createdAt the time at which the dump began
 * @since 0.1
 */
public record BackupIdentity(String id, String application, String dataSource, String runner, Instant createdAt) {

    /**
     * Returns the associated data of the encryption: each value with its length, so that no two identities have the
     * same bytes.
     */
    byte[] boundTo(String keyId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("opsmon backup 1");
            out.writeUTF(id);
            out.writeUTF(application);
            out.writeUTF(dataSource);
            out.writeUTF(runner);
            out.writeUTF(createdAt.toString());
            out.writeUTF(keyId);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
