package io.opsmon.loginlog.internal.security;

import io.opsmon.loginlog.FailureReason;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the reason of a failure from the name and message of a host's exception, in English and Chinese. Stateless.
 *
 * <p>Names and messages are cut before they are matched. The typed user name is removed from a message, so that a
 * client cannot choose the reason.
 */
final class ReasonHints {

    private static final int MOST_CHARACTERS = 500;

    /** Exceptions of a query without a result, by name. */
    private static final List<String> NO_RESULT = List.of(
            "org.springframework.dao.EmptyResultDataAccessException",
            "jakarta.persistence.NoResultException",
            "jakarta.persistence.EntityNotFoundException");

    /** Packages of exceptions about a database, a directory or a network. */
    private static final List<String> INFRASTRUCTURE = List.of(
            "org.springframework.dao.",
            "org.springframework.jdbc.",
            "org.springframework.transaction.",
            "org.springframework.data.redis.",
            "org.springframework.web.client.",
            "io.lettuce.",
            "redis.clients.",
            "jakarta.persistence.",
            "org.hibernate.",
            "javax.naming.");

    private static final String SECRET = "(password|passwd|pwd|credential|passcode|密码|口令)";
    private static final String WRONG =
            "(wrong|incorrect|invalid|mismatch|not\\W?match|n't match|bad|错误|不正确|不匹配|不一致|有误|不对)";
    private static final String USER =
            "(user|username|account|member|customer|mobile|phone|mail|用户|账号|帐号|账户|帐户|手机|邮箱|会员)";
    private static final String MISSING =
            "(not\\W?found|not\\W?exist|n't exist|no such|unknown|missing|不存在|未注册|未找到|找不到|没有找到)";

    /** The rules in their order: a message about a wrong password may also mention the user. */
    private static final List<Map.Entry<Pattern, FailureReason>> RULES = List.of(
            rule(SECRET + ".{0,20}(expired|过期)", FailureReason.CREDENTIALS_EXPIRED),
            rule(SECRET + ".{0,40}(left|remaining|还剩|剩余|还有)", FailureReason.BAD_CREDENTIALS),
            rule("(locked|retry\\W?limit|too\\W?many|锁定|次数过多|超过最大)", FailureReason.ACCOUNT_LOCKED),
            rule(SECRET + ".{0,20}" + WRONG, FailureReason.BAD_CREDENTIALS),
            rule(WRONG + ".{0,20}" + SECRET, FailureReason.BAD_CREDENTIALS),
            rule(USER + ".{0,60}" + MISSING, FailureReason.UNKNOWN_USER),
            rule(MISSING + ".{0,20}" + USER, FailureReason.UNKNOWN_USER),
            rule(USER + ".{0,20}(expired|过期)", FailureReason.ACCOUNT_EXPIRED),
            rule(
                    "(disabled|deactivated|not\\W?activated|blocked|banned|frozen|停用|禁用|封禁|冻结|注销|已被删除|未激活)",
                    FailureReason.ACCOUNT_DISABLED));

    private ReasonHints() {}

    private static Map.Entry<Pattern, FailureReason> rule(String pattern, FailureReason reason) {
        return Map.entry(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), reason);
    }

    /** Returns the reason of an exception; null if neither its name nor its message contains one. */
    static @Nullable FailureReason of(Throwable failure, @Nullable String typed) {
        String type = failure.getClass().getName();
        if (NO_RESULT.contains(type) || failure instanceof NoSuchElementException) {
            return FailureReason.UNKNOWN_USER;
        }
        @Nullable FailureReason named = match(words(failure.getClass().getSimpleName()));
        if (named != null) {
            return named;
        }
        @Nullable String message = failure.getMessage();
        if (message == null) {
            return null;
        }
        String cut = message.substring(0, Math.min(message.length(), MOST_CHARACTERS));
        return match(typed == null || typed.isEmpty() ? cut : cut.replace(typed, " "));
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    private static @Nullable FailureReason match(String text) {
        for (Map.Entry<Pattern, FailureReason> rule : RULES) {
            if (rule.getKey().matcher(text).find()) {
                return rule.getValue();
            }
        }
        return null;
    }

    /** Returns whether an exception is about a database, a directory or a network. */
    static boolean isOfInfrastructure(Throwable failure) {
        String type = failure.getClass().getName();
        return failure instanceof SQLException
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || (!NO_RESULT.contains(type) && INFRASTRUCTURE.stream().anyMatch(type::startsWith));
    }

    /** Returns whether an exception is of a type that the host has defined. */
    static boolean isOfHost(Throwable failure) {
        String type = failure.getClass().getName();
        return !type.startsWith("java.")
                && !type.startsWith("javax.")
                && !type.startsWith("jakarta.")
                && !type.startsWith("org.springframework.");
    }
}
