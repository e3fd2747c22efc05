package io.opsmon.boot.operationlog.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the text of a JSON body that was copied as bytes.
 *
 * @since 0.1
 */
public final class BodyText {

    private BodyText() {}

    /**
     * Decodes a body, so that masking finds secrets in the text. JSON readers recognize UTF-16 and UTF-32 by the first
     * bytes, whatever the header says.
     *
     * @param bytes the body or its beginning
     * @param declared the charset that the request names; null for UTF-8
     * @return the text, without a partial character at the end
     */
    public static String decode(byte[] bytes, @Nullable Charset declared) {
        @Nullable Charset recognized = recognized(bytes);
        Charset charset = recognized != null ? recognized : declared != null ? declared : StandardCharsets.UTF_8;
        String text = new String(bytes, charset);
        return withoutNul(text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private static @Nullable Charset recognized(byte[] bytes) {
        if (bytes.length < 2) {
            return null;
        }
        int mark = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        boolean zeros = bytes.length >= 4
                && bytes[2] == 0
                && (mark == 0xfffe || (bytes[0] != 0 && bytes[1] == 0))
                && bytes[3] == 0;
        if (zeros) {
            return Charset.forName("UTF-32LE");
        }
        if (mark == 0 && bytes.length >= 4) {
            return Charset.forName("UTF-32BE");
        }
        if (mark == 0xfeff || (bytes[0] == 0 && bytes[1] != 0)) {
            return StandardCharsets.UTF_16BE;
        }
        return mark == 0xfffe || (bytes[0] != 0 && bytes[1] == 0) ? StandardCharsets.UTF_16LE : null;
    }

    /**
     * Removes NUL characters. UTF-16 decoded as UTF-8 has a NUL beside each character, which would hide names from
     * masking.
     *
     * @param text the text
     * @return the text without NUL characters
     */
    public static String withoutNul(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }
}
