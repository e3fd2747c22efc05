package io.opsmon.backup.internal.storage.sftp;

import io.opsmon.backup.BackupStorage.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.jspecify.annotations.Nullable;

/** A file that is being written under a temporary name. Closing the upload without commit deletes the file. */
final class SftpUpload extends Upload {

    private static final int CHUNK = 1 << 15;

    private final SftpClient client;
    private final String temporary;
    private final String target;
    private final OutputStream out;
    private boolean isOpen = true;
    private boolean isCommitted;

    SftpUpload(SftpClient client, String temporary, String target) throws IOException {
        this.client = client;
        this.temporary = temporary;
        this.target = target;
        this.out = client.write(temporary, CHUNK, OpenMode.Create, OpenMode.Exclusive, OpenMode.Write);
        client.setStat(temporary, new Attributes().perms(SftpBackupStorage.OWNER_ONLY_FILE));
    }

    @Override
    public void write(int oneByte) throws IOException {
        out.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void commit() throws IOException {
        closeFile();
        sync();
        SftpBackupStorage.createDirectories(client, target.substring(0, target.lastIndexOf('/')));
        if (SftpBackupStorage.attributes(client, target).isPresent()) {
            throw new FileAlreadyExistsException(target);
        }
        client.rename(temporary, target);
        isCommitted = true;
    }

    /** Closing sends the rest of the file. */
    private void closeFile() throws IOException {
        if (isOpen) {
            isOpen = false;
            out.close();
        }
    }

    /** Servers without this extension decide themselves when the file is on the disk. */
    private void sync() throws IOException {
        @Nullable OpenSSHFsyncExtension extension = client.getExtension(OpenSSHFsyncExtension.class);
        if (extension != null && extension.isSupported()) {
            try (CloseableHandle handle = client.open(temporary, OpenMode.Write)) {
                extension.fsync(handle);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (client) {
            if (!isCommitted) {
                try {
                    closeFile();
                } finally {
                    SftpBackupStorage.remove(client, temporary);
                }
            }
        }
    }
}
