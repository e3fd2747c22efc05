package io.opsmon.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.util.Assert;

/**
 * Where backups lie. A file is there whole under its name or not at all, and is never written twice. Implementations
 * are thread-safe; their uploads and streams are not.
 *
 * <p>A name is one or more segments between slashes, each of letters, digits, {@code .}, {@code _}, {@code =} and
 * {@code -} and not beginning with a dot: whatever a data source is called, a name leads nowhere else.
 *
 * @since 0.1
 */
public interface BackupStorage {

    /** What {@link #requireName} accepts. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*");

    /**
     * The name of the file that says which storage it is. A storage that is not there has none, which is no error of
     * {@link #find}; for every other name it is.
     */
    String MARKER = "opsmon-storage.json";

    /** The longest name, in characters. */
    int MAX_NAME = 512;

    /**
     * A file.
     *
     * @param name its name
     * @param bytes its size
     * @param modified when it was stored
     */
    record StoredFile(String name, long bytes, Instant modified) {}

    /** A file that is being written. Closed without {@link #commit} it leaves nothing. */
    abstract class Upload extends OutputStream implements Closeable {

        /** For implementations. */
        protected Upload() {}

        /**
         * Gives the file its name, once it is safe where it lies.
         *
         * @throws IOException if it is not stored
         */
        public abstract void commit() throws IOException;
    }

    /**
     * Begins to write a file.
     *
     * @param name its name; none may have it
     * @param expectedBytes how large it will be about; 0 if that is not known
     * @return to be written, committed and closed
     * @throws IllegalArgumentException if the name is none
     * @throws IOException if there is such a file, no room for it, or storage does not answer
     */
    Upload upload(String name, long expectedBytes) throws IOException;

    /**
     * Reads a file.
     *
     * @param name its name
     * @param offset from which byte on
     * @return its bytes; ends early with an {@link IOException}, never silently
     * @throws java.io.FileNotFoundException if there is none
     * @throws IOException if storage does not answer
     */
    InputStream read(String name, long offset) throws IOException;

    /**
     * Looks at a file.
     *
     * @param name its name
     * @return the file; empty if there is none
     * @throws IOException if storage does not answer
     */
    Optional<StoredFile> find(String name) throws IOException;

    /**
     * All files, without those that are being written.
     *
     * @return in the order of their names
     * @throws IOException if the storage does not answer, is not there, or the listing is incomplete
     */
    List<StoredFile> list() throws IOException;

    /**
     * Deletes a file; does nothing if there is none.
     *
     * @param name its name
     * @throws IOException if it may be there still
     */
    void delete(String name) throws IOException;

    /**
     * Deletes what uploads of processes that died have left.
     *
     * @param age younger ones may be being written
     * @return how many there were
     * @throws IOException if storage does not answer
     */
    int deleteAbandoned(Duration age) throws IOException;

    /**
     * Refuses what is no name.
     *
     * @param name a name
     * @return the name
     * @throws IllegalArgumentException if it is none; the message quotes it
     */
    static String requireName(String name) {
        Assert.isTrue(
                name.length() <= MAX_NAME && NAME.matcher(name).matches(),
                () -> "\""
                        + name.codePoints()
                                .limit(MAX_NAME)
                                .map(c -> Character.isISOControl(c) ? '?' : c)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        + "\" is no name of a file in a backup storage");
        return name;
    }
}
