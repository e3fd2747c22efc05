package io.opsmon.backup.internal.h2;

import java.io.FileNotFoundException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * A file name that leads to a stream. H2 writes a script to a file, or keeps the whole script in memory. This class is
 * a pluggable file system of H2, whose files are streams of opsmon. Each stream has a random name that is valid only
 * while the script is written.
 *
 * @see <a href="https://h2database.com/html/advanced.html#file_system">Pluggable file system</a>
 */
final class ScriptFile extends FilePath {

    private static final String SCHEME = "opsmonbackup";

    // Static, because H2's registry of file systems is static, too.
    private static final Map<String, OutputStream> SINKS = new ConcurrentHashMap<>();

    static {
        FilePath.register(new ScriptFile(""));
    }

    private ScriptFile(String name) {
        this.name = name;
    }

    static String opened(OutputStream sink) {
        String name = SCHEME + ":" + UUID.randomUUID();
        SINKS.put(name, sink);
        return name;
    }

    static void forget(String name) {
        SINKS.remove(name);
    }

    @Override
    public OutputStream newOutputStream(boolean append) throws FileNotFoundException {
        @Nullable OutputStream sink = SINKS.get(name);
        if (sink == null) {
            throw new FileNotFoundException(name);
        }
        return sink;
    }

    @Override
    public ScriptFile getPath(String path) {
        return new ScriptFile(path);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public boolean isRegularFile() {
        return false;
    }

    @Override
    public boolean isDirectory() {
        return false;
    }

    @Override
    public boolean isAbsolute() {
        return true;
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public ScriptFile toRealPath() {
        return this;
    }

    @Override
    public long size() {
        throw unsupported();
    }

    @Override
    public long lastModified() {
        throw unsupported();
    }

    @Override
    public void moveTo(FilePath path, boolean atomicReplace) {
        throw unsupported();
    }

    @Override
    public boolean createFile() {
        throw unsupported();
    }

    @Override
    public void delete() {
        throw unsupported();
    }

    @Override
    public List<FilePath> newDirectoryStream() {
        throw unsupported();
    }

    @Override
    public FilePath getParent() {
        throw unsupported();
    }

    @Override
    public void createDirectory() {
        throw unsupported();
    }

    @Override
    public FileChannel open(String mode) {
        throw unsupported();
    }

    @Override
    public boolean setReadOnly() {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("A script can only be written sequentially");
    }
}
