package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Distinguishes statements about a secret from the secret itself. */
final class Prose {

    private static final Set<String> NO_SECRET = Set.of(
            "null",
            "none",
            "nil",
            "undefined",
            "true",
            "false",
            "yes",
            "no",
            "?",
            "%s",
            "{}",
            "[]",
            "()",
            "\"\"",
            "''",
            "n/a",
            "expired",
            "invalid",
            "missing",
            "required",
            "optional",
            "revoked",
            "unknown",
            "empty",
            "absent",
            "present",
            "ok",
            "valid",
            "disabled",
            "enabled",
            "failed",
            "incorrect",
            "wrong",
            "redacted",
            "masked",
            "hidden",
            "protected",
            "string",
            "text",
            "number",
            "-",
            "无",
            "空",
            "错误",
            "为空",
            "必填",
            "不能为空",
            "已过期",
            "无效");

    private static final List<String> STATEMENTS = List.of(
            "must ",
            "size must",
            "length must",
            "may not",
            "should ",
            "cannot be",
            "can not be",
            "can't be",
            "is ",
            "required ",
            "too short",
            "too long",
            "too weak",
            "not ",
            "does not ",
            "do not ",
            "has ",
            "length ",
            "不能",
            "必须",
            "长度",
            "格式",
            "不正确",
            "不符合",
            "应",
            "请",
            "已",
            "未");

    private static final Set<String> STARTS = Set.of(
            "the",
            "a",
            "an",
            "was",
            "were",
            "are",
            "no",
            "not",
            "could",
            "expired",
            "invalid",
            "missing",
            "failed",
            "unable",
            "account",
            "user",
            "access",
            "please",
            "may",
            "will",
            "did",
            "only",
            "unexpected",
            "already",
            "signature",
            "for",
            "can",
            "bad",
            "wrong",
            "unauthorized",
            "forbidden",
            "this",
            "that",
            "it",
            "you",
            "we",
            "there",
            "jwt",
            "token",
            "cannot",
            "malformed",
            "unsupported",
            "refresh",
            "login",
            "session");

    private static final Set<String> GRAMMAR = Set.of(
            "unexpected",
            "unrecognized",
            "unrecognised",
            "illegal",
            "unknown",
            "syntax",
            "parser",
            "near",
            "next",
            "previous",
            "expected",
            "offending",
            "end",
            "total",
            "max",
            "used",
            "remaining",
            "prompt",
            "completion",
            "input",
            "output");

    private static final Set<String> SIGNATURES =
            Set.of("sig", "signature", "jwt", "assertion", "samlresponse", "ticket");

    private Prose() {}

    /** Returns whether the word describes a token of a parser. */
    static boolean isOfGrammar(String word) {
        return GRAMMAR.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Returns whether a parameter with this name contains a credential of a signed URL or single sign-on. */
    static boolean isSignature(String parameter) {
        return SIGNATURES.contains(
                parameter.substring(parameter.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT));
    }

    /** Returns whether a value states that there is no secret, or is hidden already. */
    static boolean isNoSecret(String value) {
        String plain = value.strip();
        while (plain.endsWith(".") || plain.endsWith("!")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain.isEmpty()
                || NO_SECRET.contains(plain.toLowerCase(Locale.ROOT))
                || isMarkOf(plain)
                || plain.chars().allMatch(c -> c == '*' || c == '•' || c == '…' || c == '.');
    }

    /** Returns whether the text is the mark of another mask, such as {@code [PROTECTED]}. */
    static boolean isMarkOf(String text) {
        String inside = text.length() > 2 && !Character.isLetterOrDigit(text.charAt(0))
                ? text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT)
                : "";
        return inside.equals("protected")
                || inside.equals("redacted")
                || inside.equals("masked")
                || inside.equals("hidden")
                || inside.equals("none")
                || inside.equals("null");
    }

    static boolean isEmptyQuotation(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '\\' && c != '*' && !Chars.isQuote(c) && !Chars.isOpeningQuote(c)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether only a reference to a configured value follows: {@code ${DB_PASSWORD}}. */
    static boolean isPlaceholder(String text, int start) {
        int at = start;
        while (at < text.length() && at - start < 4 && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            at++;
        }
        if (!text.startsWith("${", at) && !text.startsWith("#{", at) && !text.startsWith("{{", at)) {
            return false;
        }
        for (int i = at + 2; i < text.length() && i - at < 120; i++) {
            char c = text.charAt(i);
            if (c == '}') {
                int after = text.startsWith("}}", i) ? i + 2 : i + 1;
                return after >= text.length()
                        || (!Chars.isOfWord(text.charAt(after)) && "!@#$%^&*".indexOf(text.charAt(after)) < 0);
            }
            if (!Chars.isOfName(c) && c != ' ' && c != '{') {
                return false;
            }
        }
        return false;
    }

    /** Returns whether a sentence follows, such as a message of Bean Validation. */
    static boolean isStatement(String text, int start, SecretType kind, char separator) {
        for (String statement : STATEMENTS) {
            if (text.regionMatches(true, start, statement, 0, statement.length())) {
                return true;
            }
        }
        if (kind == SecretType.PHRASE
                && !text.regionMatches(true, Math.max(0, start - 14), "credentials", 0, 11)
                && !text.regionMatches(true, Math.max(0, start - 13), "credentials", 0, 11)) {
            return false;
        }
        int end = start;
        while (end < text.length() && end - start < 20 && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end + 1 < text.length()
                && text.charAt(end) == ' '
                && Character.isLetter(text.charAt(end + 1))
                && STARTS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
    }
}
