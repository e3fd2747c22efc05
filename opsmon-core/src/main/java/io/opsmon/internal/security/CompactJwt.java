package io.opsmon.internal.security;

import io.opsmon.chain.Hash;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JWT in compact serialization (RFC 7515, RFC 7516), read without verification of its signature. Immutable.
 *
 * @param identity the canonical identity
 * @param expiresAt the expiry in the payload; null if the payload has none or is encrypted
 */
record CompactJwt(String identity, @Nullable Instant expiresAt) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SIGNED_PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;

    static @Nullable CompactJwt parse(String token) {
        @Nullable String identity = signedIdentity(token);
        if (identity == null) {
            return null;
        }
        String[] parts = token.split("\\.", -1);
        @Nullable JsonNode payload = parts.length == SIGNED_PARTS ? json(parts[1]) : null;
        if (payload == null) {
            return new CompactJwt(identity, null);
        }
        JsonNode issuer = payload.path("iss");
        JsonNode id = payload.path("jti");
        return new CompactJwt(
                issuer.isString() && id.isString() ? identity(issuer.asString(), id.asString()) : identity,
                instant(payload.path("exp")));
    }

    private static @Nullable Instant instant(JsonNode expiry) {
        try {
            return expiry.isNumber() && expiry.canConvertToLong() ? Instant.ofEpochSecond(expiry.asLong(0)) : null;
        } catch (DateTimeException | JacksonException tooLarge) {
            return null;
        }
    }

    /** Includes the issuer, since two issuers may use the same id. */
    static String identity(String issuer, String id) {
        return "jti\n" + issuer + "\n" + id;
    }

    /** Returns the identity of a token from its bytes only. */
    static String identityOf(String token) {
        @Nullable String signed = signedIdentity(token.strip());
        return signed == null ? opaque(token.strip()) : signed;
    }

    /**
     * Returns the identity from the signed text, since a signature has several notations; for an encrypted token, from
     * all bytes.
     */
    private static @Nullable String signedIdentity(String token) {
        String[] parts = token.split("\\.", ENCRYPTED_PARTS + 1);
        if ((parts.length != SIGNED_PARTS && parts.length != ENCRYPTED_PARTS) || !isHeader(parts[0])) {
            return null;
        }
        if (parts.length == SIGNED_PARTS) {
            return "jws\n" + parts[0] + '.' + parts[1];
        }
        StringBuilder bytes = new StringBuilder("jwe\n").append(parts[0]);
        for (int i = 1; i < ENCRYPTED_PARTS; i++) {
            byte @Nullable [] decoded = decoded(parts[i]);
            bytes.append('.').append(decoded == null ? parts[i] : HexFormat.of().formatHex(decoded));
        }
        return "jwe\n" + Hash.sha256(bytes.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isHeader(String part) {
        byte @Nullable [] decoded = decoded(part);
        String text = decoded == null ? "" : new String(decoded, StandardCharsets.UTF_8);
        return text.startsWith("{") && text.contains("\"alg\"");
    }

    private static @Nullable JsonNode json(String part) {
        byte @Nullable [] decoded = decoded(part);
        try {
            return decoded == null ? null : JSON.readTree(decoded);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static byte @Nullable [] decoded(String part) {
        try {
            return Base64.getUrlDecoder().decode(withoutPadding(part));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** Returns the identity of a token without structure; many databases find a token regardless of its case. */
    static String opaque(String token) {
        return withoutPadding(token).toLowerCase(Locale.ROOT);
    }

    static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }
}
