package io.opsmon.masking;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets: values with a sensitive name, and secrets in texts. Thread-safe.
 *
 * <p>A name is sensitive if its words contain the words of a pattern: {@code idCard} matches {@code id_card},
 * {@code customerIdCard} and {@code ID-CARDS}, but not {@code paidCard}. Words begin at humps of camel case, at digits
 * and at other characters. A built-in pattern does not match names of facts about a secret, such as {@code tokenCount}
 * or {@code passwordExpired}.
 *
 * @since 0.1
 */
public final class Masking {

    /** Replacement for a hidden value. */
    public static final String MASK = "***";

    /** Default name patterns. */
    public static final List<String> DEFAULT_KEYS = List.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "passcode",
            "userPass",
            "dbPass",
            "mailPass",
            "smtpPass",
            "keyPass",
            "storePass",
            "secret",
            "token",
            "jwt",
            "csrf",
            "xsrf",
            "authorization",
            "credential",
            "cookie",
            "sessionId",
            "jsessionid",
            "apiKey",
            "accessKey",
            "privateKey",
            "signingKey",
            "encryptionKey",
            "masterKey",
            "accountKey",
            "sharedKey",
            "authKey",
            "otp",
            "verificationCode",
            "smsCode",
            "recoveryCode",
            "securityCode",
            "idCard",
            "idNumber",
            "cardNo",
            "cardNumber",
            "cvv",
            "cvc",
            "iban",
            "ssn",
            "socialSecurity",
            "密码",
            "口令",
            "密钥",
            "私钥",
            "令牌",
            "验证码",
            "身份证",
            "银行卡",
            "卡号");

    private final SensitiveNames names;

    /**
     * Creates the rules.
     *
     * @param keys the name patterns; an empty collection hides nothing
     */
    public Masking(Collection<String> keys) {
        this.names = new SensitiveNames(keys, DEFAULT_KEYS);
    }

    /**
     * Returns whether values with a name are hidden.
     *
     * @param key the name of a property, parameter, header or map key
     * @return true to hide the values
     */
    public boolean isSensitive(String key) {
        return names.kind(key) != SensitiveNames.SecretType.NONE;
    }

    /**
     * Hides values in a query string or form body. Names are compared in decoded form.
     *
     * @param query {@code a=1&password=x}, encoded or not
     * @return the query with hidden values replaced; null for null
     */
    public @Nullable String maskQuery(@Nullable String query) {
        if (query == null || query.isEmpty() || names.isEmpty()) {
            return query;
        }
        StringBuilder masked = new StringBuilder(query.length());
        int start = 0;
        while (start <= query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            parameter(query.substring(start, end), masked);
            if (ampersand < 0) {
                break;
            }
            masked.append('&');
            start = end + 1;
        }
        return masked.toString();
    }

    private void parameter(String parameter, StringBuilder masked) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            masked.append(masked(parameter));
            return;
        }
        String name = NameBefore.decoded(parameter.substring(0, equals));
        masked.append(parameter, 0, equals + 1);
        if (isSensitive(name) || Prose.isSignature(name)) {
            masked.append(MASK);
            return;
        }
        String value = parameter.substring(equals + 1);
        String decoded = NameBefore.decoded(value);
        String shown = decoded.contains("://") ? masked(decoded) : decoded;
        masked.append(
                shown.equals(decoded)
                        ? masked(value)
                        : URLEncoder.encode(shown, StandardCharsets.UTF_8).replace("%2A", "*"));
    }

    /**
     * Hides secrets in a complete or truncated text of any kind: JSON, headers, URLs, forms, configurations, SQL,
     * command lines, prose. A secret is found by the name before it, or by its form (cloud keys, JSON web tokens,
     * private keys). The time is proportional to the length of the text.
     *
     * @param text an error message, for example
     * @return the text with hidden values replaced; null for null
     */
    public @Nullable String maskText(@Nullable String text) {
        return text == null ? null : masked(text);
    }

    /**
     * Hides secrets in a text like {@link #maskText}.
     *
     * @param text the text
     * @return the text with hidden values replaced; the same object if nothing is hidden
     * @see #maskText
     */
    public String masked(String text) {
        return !names.isEmpty() && TextScanner.mayHaveSecrets(text, 0, text.length())
                ? new TextScanner(text, names).masked()
                : text;
    }
}
