package io.opsmon.onlineuser.internal.redis;

import io.lettuce.core.SetArgs;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.internal.redis.RedisScript;
import io.opsmon.onlineuser.internal.console.ConsoleGrant;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores grants in Redis.
 *
 * <pre>
 *  {prefix}{online}:grant:REF   string   END:SEALED, with the end in milliseconds since 1970; END: alone for a grant that was taken; expires at its end
 * </pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class RedisConsoleGrantStore implements ConsoleGrantStore {

    private static final char SEPARATOR = ':';

    /** Returns the value and replaces it by an end without content, unless it has no content already. */
    private static final RedisScript TAKE = new RedisScript("""
            local value = redis.call('GET', KEYS[1])
            if not value then return {} end
            local until_, sealed = string.match(value, '^(%d+):(.*)$')
            if tonumber(until_) <= tonumber(ARGV[1]) then return {} end
            if sealed ~= '' then redis.call('SET', KEYS[1], ARGV[2] .. ':', 'PXAT', ARGV[2]) end
            return {value}
            """);

    private static final RedisScript EXTEND = new RedisScript("""
            local value = redis.call('GET', KEYS[1])
            if not value then return 0 end
            local until_, sealed = string.match(value, '^(%d+):(.*)$')
            if tonumber(until_) >= tonumber(ARGV[1]) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1] .. ':' .. sealed, 'PXAT', ARGV[1])
            return 1
            """);

    private final RedisAccess redis;

    /**
     * Creates a store.
     *
     * @param redis the host's Redis
     */
    public RedisConsoleGrantStore(RedisAccess redis) {
        this.redis = redis;
    }

    private String key(String ref) {
        return redis.key("{online}:grant:" + ref);
    }

    private static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    private static ConsoleGrant grant(String ref, String value) {
        int end = value.indexOf(SEPARATOR);
        return new ConsoleGrant(
                ref, value.substring(end + 1), Instant.ofEpochMilli(Long.parseLong(value.substring(0, end))));
    }

    @Override
    public void put(ConsoleGrant grant) {
        redis.call(commands -> commands.set(
                key(grant.ref()),
                millis(grant.until()) + SEPARATOR + grant.sealed(),
                SetArgs.Builder.pxAt(grant.until().toEpochMilli())));
    }

    @Override
    public Taken take(String ref, Instant now, Instant rememberedUntil) {
        List<String> values = redis.call(
                commands -> TAKE.texts(commands, new String[] {key(ref)}, millis(now), millis(rememberedUntil)));
        if (values.isEmpty()) {
            return Taken.UNKNOWN;
        }
        String sealed = grant(ref, values.get(0)).sealed();
        return sealed.isEmpty() ? Taken.USED : new Taken(sealed, false);
    }

    @Override
    public Optional<ConsoleGrant> get(String ref, Instant now) {
        @Nullable String value = redis.call(commands -> commands.get(key(ref)));
        return Optional.ofNullable(value)
                .map(known -> grant(ref, known))
                .filter(grant -> grant.until().isAfter(now) && !grant.sealed().isEmpty());
    }

    @Override
    public void extend(String ref, Instant until) {
        redis.call(commands -> EXTEND.number(commands, new String[] {key(ref)}, millis(until)));
    }

    @Override
    public void remove(Collection<String> refs) {
        if (!refs.isEmpty()) {
            redis.call(commands -> commands.del(refs.stream().map(this::key).toArray(String[]::new)));
        }
    }

    /** Has no effect, because Redis removes grants at their end. */
    @Override
    public void clean(Instant now) {}
}
