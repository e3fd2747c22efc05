package io.opsmon.backup.internal.jdbc;

import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * Computes the content hash of a table by reading each row. A row's hash is the SHA-256 of its values, each with its
 * length before it. The hashes of all rows are added in four parts of 64 bits, so that the order of rows does not
 * matter. Large values are read in pieces.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public final class TableReader {

    private static final int PIECE = 1 << 13;
    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    /** The ways to read a column. */
    private enum Access {
        TEXT,
        BYTES,
        LONG_TEXT,
        LONG_BYTES
    }

    private final MessageDigest digest = Hash.newDigest();
    private final ByteBuffer length = ByteBuffer.allocate(1 + Long.BYTES);
    private final byte[] bytes = new byte[PIECE];
    private final char[] chars = new char[PIECE];

    /** Creates a reader. */
    public TableReader() {}

    /**
     * Reads a table to its end.
     *
     * @param schema the schema of the table
     * @param name the name of the table
     * @param rows all rows and columns of the table
     * @return the content of the table
     * @throws SQLException if the database fails
     */
    public TableContent read(String schema, String name, ResultSet rows) throws SQLException {
        Access[] kinds = kinds(rows.getMetaData());
        long count = 0;
        long first = 0;
        long second = 0;
        long third = 0;
        long fourth = 0;
        while (rows.next()) {
            for (int column = 1; column <= kinds.length; column++) {
                add(rows, column, kinds[column - 1]);
            }
            Hash row = Hash.of(digest.digest());
            first += row.first();
            second += row.second();
            third += row.third();
            fourth += row.fourth();
            count++;
        }
        return new TableContent(schema, name, count, Hash.sha256(new Hash(first, second, third, fourth).bytes()));
    }

    private static Access[] kinds(ResultSetMetaData columns) throws SQLException {
        Access[] kinds = new Access[columns.getColumnCount()];
        for (int column = 1; column <= kinds.length; column++) {
            kinds[column - 1] = switch (columns.getColumnType(column)) {
                case Types.BINARY, Types.VARBINARY, Types.JAVA_OBJECT -> Access.BYTES;
                case Types.BLOB, Types.LONGVARBINARY -> Access.LONG_BYTES;
                case Types.CLOB, Types.NCLOB, Types.LONGVARCHAR, Types.LONGNVARCHAR -> Access.LONG_TEXT;
                default -> Access.TEXT;
            };
        }
        return kinds;
    }

    private void add(ResultSet row, int column, Access kind) throws SQLException {
        switch (kind) {
            case TEXT -> {
                @Nullable String text = row.getString(column);
                add(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
            }
            case BYTES -> add(row.getBytes(column));
            case LONG_BYTES -> addBytes(row.getBinaryStream(column));
            case LONG_TEXT -> addText(row.getCharacterStream(column));
        }
    }

    private void add(byte @Nullable [] value) {
        prefix(value == null ? NULL : VALUE, value == null ? 0 : value.length);
        if (value != null) {
            digest.update(value);
        }
    }

    /** Adds a large value, followed by its length, which is not known before the end. */
    private void addBytes(@Nullable InputStream stream) throws SQLException {
        if (stream == null) {
            prefix(NULL, 0);
            return;
        }
        long count = 0;
        try (stream) {
            int read = stream.read(bytes);
            while (read >= 0) {
                digest.update(bytes, 0, read);
                count += read;
                read = stream.read(bytes);
            }
        } catch (IOException failure) {
            throw new SQLException("A large value cannot be read", failure);
        }
        prefix(VALUE, count);
    }

    private void addText(@Nullable Reader reader) throws SQLException {
        if (reader == null) {
            prefix(NULL, 0);
            return;
        }
        long count = 0;
        try (reader) {
            int read = reader.read(chars);
            while (read >= 0) {
                // Hashed as UTF-16, because a piece may end within a character.
                for (int i = 0; i < read; i++) {
                    digest.update((byte) (chars[i] >> 8));
                    digest.update((byte) chars[i]);
                }
                count += read;
                read = reader.read(chars);
            }
        } catch (IOException failure) {
            throw new SQLException("A large text cannot be read", failure);
        }
        prefix(VALUE, count);
    }

    private void prefix(byte kind, long count) {
        digest.update(length.clear().put(kind).putLong(count).flip());
    }
}
