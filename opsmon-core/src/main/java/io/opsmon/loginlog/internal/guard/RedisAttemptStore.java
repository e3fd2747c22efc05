package io.opsmon.loginlog.internal.guard;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.internal.redis.RedisScript;
import io.opsmon.loginlog.guard.AttemptKey;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.loginlog.guard.AttemptPolicy;
import io.opsmon.loginlog.guard.AttemptStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores attempts in Redis; a failure is one script.
 *
 * <pre>
 *  {prefix}{login}:failures:ID   list    times of the last failures, newest first, in milliseconds; expires with the window
 *  {prefix}{login}:lock:ID       hash    u user name, a address, f failures, s since, e until, n number of locks so far;
 *                                        expires when the next lock would be a first one again
 *  {prefix}{login}:locks         zset    IDs of the hashes by the end of their locks
 *  {prefix}{login}:near          zset    IDs of the lists that one more failure locks, by their last failure
 *  {prefix}{login}:failed        zset    IDs of the other lists, by their last failure
 * </pre>
 *
 * <p>All keys are in one slot of a cluster, and are bounded as documented in {@link AttemptStore}. An attempt evicts
 * keys beyond the share of its group, in logarithmic time. Thread-safe.
 *
 * @since 0.1
 */
public final class RedisAttemptStore implements AttemptStore {

    /** Maximum number of keys that one attempt evicts, if the capacity was lowered. */
    private static final int MAX_EVICTED = 100;

    /** The evicted keys are in the slot of the named keys. */
    private static final RedisScript FAIL = new RedisScript("""
            local now = tonumber(ARGV[1])
            local till = tonumber(redis.call('HGET', KEYS[2], 'e') or '0')
            if till > now then return {'locked', redis.call('HGET', KEYS[2], 'f'), redis.call('HGET', KEYS[2], 's'), redis.call('HGET', KEYS[2], 'e')} end
            local function bound(group, begin)
              local over = math.min(redis.call('ZCARD', group) - tonumber(ARGV[10]), tonumber(ARGV[13]))
              if over <= 0 then return end
              for _, id in ipairs(redis.call('ZRANGE', group, 0, over - 1)) do
                redis.call('DEL', begin .. id)
                redis.call('ZREM', group, id)
              end
            end
            local count = tonumber(ARGV[3])
            redis.call('LPUSH', KEYS[1], now)
            redis.call('LTRIM', KEYS[1], 0, count - 1)
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            redis.call('ZREM', KEYS[4], ARGV[9])
            redis.call('ZREM', KEYS[5], ARGV[9])
            local oldest = redis.call('LINDEX', KEYS[1], count - 1)
            if not oldest or now - tonumber(oldest) > tonumber(ARGV[2]) then
              local group = redis.call('LLEN', KEYS[1]) >= count - 1 and KEYS[4] or KEYS[5]
              redis.call('ZADD', group, now, ARGV[9])
              redis.call('ZREMRANGEBYSCORE', group, '-inf', '(' .. string.format('%.0f', now - tonumber(ARGV[2])))
              redis.call('PEXPIRE', group, ARGV[2])
              bound(group, ARGV[11])
              return {}
            end
            local n = tonumber(redis.call('HGET', KEYS[2], 'n') or '0')
            local time = math.min(tonumber(ARGV[4]) * 2 ^ math.min(n, 40), tonumber(ARGV[5]))
            till = now + time
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[2], 'u', ARGV[7], 'a', ARGV[8], 'f', count, 's', now, 'e', string.format('%.0f', till), 'n', n + 1)
            redis.call('PEXPIRE', KEYS[2], string.format('%.0f', time + tonumber(ARGV[6])))
            redis.call('ZADD', KEYS[3], till, ARGV[9])
            redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now - tonumber(ARGV[6])))
            bound(KEYS[3], ARGV[12])
            return {'made', tostring(count), ARGV[1], string.format('%.0f', till)}
            """);

    /** Does not change a lock that another attempt has made meanwhile. */
    private static final RedisScript GIVE_BACK = new RedisScript("""
            if ARGV[1] == '' then
              redis.call('LPOP', KEYS[1])
              if redis.call('EXISTS', KEYS[1]) == 0 then
                redis.call('ZREM', KEYS[4], ARGV[4])
                redis.call('ZREM', KEYS[5], ARGV[4])
              end
              return 1
            end
            if redis.call('HGET', KEYS[2], 's') ~= ARGV[1] then return 0 end
            local n = tonumber(redis.call('HGET', KEYS[2], 'n') or '1')
            if n > 1 then
              redis.call('HDEL', KEYS[2], 'e', 's')
              redis.call('HSET', KEYS[2], 'n', n - 1)
              redis.call('ZADD', KEYS[3], ARGV[1], ARGV[4])
            else
              redis.call('DEL', KEYS[2])
              redis.call('ZREM', KEYS[3], ARGV[4])
            end
            if tonumber(ARGV[2]) > 1 then
              for i = 2, tonumber(ARGV[2]) do redis.call('LPUSH', KEYS[1], ARGV[1]) end
              redis.call('PEXPIRE', KEYS[1], ARGV[3])
              redis.call('ZADD', KEYS[4], ARGV[1], ARGV[4])
            end
            return 1
            """);

    private final RedisAccess redis;
    private final int share;

    /**
     * Creates a store.
     *
     * @param redis the host's Redis
     * @param capacity the maximum number of keys, at least 1
     */
    public RedisAttemptStore(RedisAccess redis, int capacity) {
        this.redis = redis;
        this.share = AttemptStore.share(capacity);
    }

    private String failures(String id) {
        return redis.key("{login}:failures:" + id);
    }

    private String lockKey(String id) {
        return redis.key("{login}:lock:" + id);
    }

    private String locks() {
        return redis.key("{login}:locks");
    }

    private String near() {
        return redis.key("{login}:near");
    }

    private String failed() {
        return redis.key("{login}:failed");
    }

    @Override
    public Optional<AttemptLock> lock(AttemptKey key, Instant now) {
        return find(key.id(), now);
    }

    private Optional<AttemptLock> find(String id, Instant now) {
        return lock(id, redis.call(commands -> commands.hgetall(lockKey(id))), now);
    }

    private static Optional<AttemptLock> lock(String id, Map<String, String> hash, Instant now) {
        @Nullable String end = hash.get("e");
        @Nullable String since = hash.get("s");
        if (end == null || since == null || Long.parseLong(end) <= now.toEpochMilli()) {
            return Optional.empty();
        }
        String username = hash.getOrDefault("u", "");
        return Optional.of(new AttemptLock(
                id,
                username.isEmpty() ? null : username,
                hash.getOrDefault("a", ""),
                Integer.parseInt(hash.getOrDefault("f", "0")),
                Instant.ofEpochMilli(Long.parseLong(since)),
                Instant.ofEpochMilli(Long.parseLong(end))));
    }

    @Override
    public Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now) {
        String id = key.id();
        List<String> made = redis.call(commands -> FAIL.texts(
                commands,
                new String[] {failures(id), lockKey(id), locks(), near(), failed()},
                Long.toString(now.toEpochMilli()),
                Long.toString(policy.window().toMillis()),
                Integer.toString(policy.failures()),
                Long.toString(policy.lockTime().toMillis()),
                Long.toString(policy.maxLockTime().toMillis()),
                Long.toString(policy.memory().toMillis()),
                key.username() == null ? "" : key.username(),
                key.address(),
                id,
                Integer.toString(share),
                failures(""),
                lockKey(""),
                Integer.toString(MAX_EVICTED)));
        if (made.isEmpty()) {
            return new Reservation(true, null);
        }
        AttemptLock lock = new AttemptLock(
                id,
                key.username(),
                key.address(),
                Integer.parseInt(made.get(1)),
                Instant.ofEpochMilli(Long.parseLong(made.get(2))),
                Instant.ofEpochMilli(Long.parseLong(made.get(3))));
        return new Reservation(made.get(0).equals("made"), lock);
    }

    @Override
    public void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now) {
        String id = key.id();
        @Nullable AttemptLock made = reservation.lock();
        redis.call(commands -> GIVE_BACK.number(
                commands,
                new String[] {failures(id), lockKey(id), locks(), near(), failed()},
                made == null ? "" : Long.toString(made.since().toEpochMilli()),
                Integer.toString(policy.failures()),
                Long.toString(policy.window().toMillis()),
                id));
    }

    @Override
    public Optional<AttemptLock> clear(String id, Instant now) {
        Optional<AttemptLock> lifted = find(id, now);
        redis.call(commands -> {
            commands.del(failures(id), lockKey(id));
            commands.zrem(near(), id);
            commands.zrem(failed(), id);
            return commands.zrem(locks(), id);
        });
        return lifted;
    }

    @Override
    public List<AttemptLock> locks(Instant now, int limit) {
        List<String> ids = redis.call(commands -> commands.zrevrangebyscore(
                locks(),
                Range.from(Range.Boundary.excluding(now.toEpochMilli()), Range.Boundary.unbounded()),
                Limit.create(0, limit)));
        List<Map<String, String>> hashes = redis.pipeline(commands ->
                ids.stream().map(id -> commands.hgetall(lockKey(id))).toList());
        List<AttemptLock> found = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            lock(ids.get(i), hashes.get(i), now).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(AttemptLock::since).reversed());
        return found;
    }
}
