package io.opsmon.onlineuser.internal.console;

import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted content of a grant.
 *
 * @param username the user's name
 * @param credential the credential that authenticates the user to the host
 * @param credentialRef the reference of the credential in the list of online users; null if it has none
 * @param clientIp the client's whole address, for a ticket; null for a session, and if the address is unknown
 * @param since the time of creation
 * @param expiresAt the time after which the grant is never used
 */
record GrantContent(
        String username,
        HostCredential credential,
        @Nullable String credentialRef,
        @Nullable String clientIp,
        Instant since,
        Instant expiresAt) {

    private static final int VERSION = 1;

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            text(out, username);
            text(out, credential.place().name());
            text(out, credential.name());
            text(out, credential.value());
            text(out, credentialRef == null ? "" : credentialRef);
            text(out, clientIp == null ? "" : clientIp);
            out.writeLong(since.toEpochMilli());
            out.writeLong(expiresAt.toEpochMilli());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Reads the content; null if a newer version has written it. */
    static @Nullable GrantContent read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return null;
            }
            String username = text(in);
            Place place = Place.valueOf(text(in));
            HostCredential credential = new HostCredential(place, text(in), text(in));
            String credentialRef = text(in);
            String clientIp = text(in);
            return new GrantContent(
                    username,
                    credential,
                    credentialRef.isEmpty() ? null : credentialRef,
                    clientIp.isEmpty() ? null : clientIp,
                    Instant.ofEpochMilli(in.readLong()),
                    Instant.ofEpochMilli(in.readLong()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
