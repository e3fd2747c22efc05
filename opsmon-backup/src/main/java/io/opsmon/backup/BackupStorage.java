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
 * A storage for backup files. A file is visible under its name only when it is complete, and is never overwritten.
 * Implementations are thread-safe; their uploads and streams are not.
 *
 * <p>A name is one or more segments separated by slashes. A segment consists of letters, digits, {@code .}, {@code _},
 * {@code =} and {@code -} and does not begin with a dot. No name of a data source can therefore point outside of the
 * storage.
 *
 * @since 0.1
 */
public interface BackupStorage {

    /** The pattern that {@link #requireName} accepts. */
    Pattern NAME = Pattern.compile("[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*");

    /**
     * The name of the marker file, which contains the id of the storage. If the storage is missing, {@link #find}
     * returns empty for this name and fails for every other name.
     */
    String MARKER = "opsmon-storage.json";

    /** The longest name, in characters. */
    int MAX_NAME = 512;

    /**
     * A stored file.
     *
     * @param name the name of the file
     * @param bytes the size in bytes
     * @param modified the time at which the file was stored
     */
    record StoredFile(String name, long bytes, Instant modified) {}

    /** A file that is being written. Closing the upload without {@link #commit} leaves no file. */
    abstract class Upload extends OutputStream implements Closeable {

        /** Creates an upload. */
        protected Upload() {}

        /**
         * Makes the complete file visible under its name, once its content is durable.
         *
         * @throws IOException if the file is not stored
         */
        public abstract void commit() throws IOException;
    }

    /**
     * Begins to write a file.
     *
     * @param name the name of the file, not in use yet
     * @param expectedBytes the approximate size in bytes; 0 if unknown
     * @return the upload, to be written, committed and closed
     * @throws IllegalArgumentException if the name is invalid
     * @throws IOException if the file exists, the storage is full or does not answer
     */
    Upload upload(String name, long expectedBytes) throws IOException;

    /**
     * Reads a file.
     *
     * @param name the name of the file
     * @param offset the first byte to read
     * @return the content; an incomplete read always ends with an {@link IOException}
     * @throws java.io.FileNotFoundException if there is no such file
     * @throws IOException if the storage does not answer
     */
    InputStream read(String name, long offset) throws IOException;

    /**
     * Finds a file.
     *
     * @param name the name of the file
     * @return the file; empty if there is none
     * @throws IOException if the storage does not answer
     */
    Optional<StoredFile> find(String name) throws IOException;

    /**
     * Lists all complete files.
     *
     * @return the files in the order of their names
     * @throws IOException if the storage does not answer or is missing, or if the listing is incomplete
     */
    List<StoredFile> list() throws IOException;

    /**
     * Deletes a file; does nothing if there is none.
     *
     * @param name the name of the file
     * @throws IOException if the file may still exist
     */
    void delete(String name) throws IOException;

    /**
     * Deletes uploads that dead processes have left.
     *
     * @param age the minimum age of an upload; younger uploads may be in progress
     * @return the number of deleted uploads
     * @throws IOException if the storage does not answer
     */
    int deleteAbandoned(Duration age) throws IOException;

    /**
     * Rejects an invalid file name.
     *
     * @param name a name
     * @return the name
     * @throws IllegalArgumentException if the name is invalid; the message quotes it
     */
    static String requireName(String name) {
        Assert.isTrue(
                name.length() <= MAX_NAME && NAME.matcher(name).matches(),
                () -> "\""
                        + name.codePoints()
                                .limit(MAX_NAME)
                                .map(c -> Character.isISOControl(c) ? '?' : c)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        + "\" is not a valid file name in a backup storage");
        return name;
    }
}
