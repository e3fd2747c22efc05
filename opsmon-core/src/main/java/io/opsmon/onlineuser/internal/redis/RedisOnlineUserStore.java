package io.opsmon.onlineuser.internal.redis;

import io.lettuce.core.Range;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.internal.redis.RedisScript;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserQuery.Cursor;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import io.opsmon.onlineuser.OnlineUserStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores sessions in Redis 6.2 or newer. Every call is one script, or a few scripts for a page with filters that have
 * no index. No call uses {@code KEYS} or {@code SCAN}.
 *
 * <pre>
 *  {prefix}{online}:s:REF     hash     a session: u user name, k kind, a address, d device, l location, n node, s since, e expiry, r remember-me, i maximum idle time, x encrypted id; expires an hour after its end
 *  {prefix}{online}:access    zset     REFs by last access, in milliseconds since 1970
 *  {prefix}{online}:users     zset     USERNAME NUL REF, all with score 0, which sorts them by name
 *  {prefix}{online}:ends      zset     REFs by their end if they are not used again
 *  {prefix}{online}:kicked    zset     kicked REFs by the end of the kick
 *  {prefix}{online}:kick      channel  REF UNTIL, separated by blanks
 * </pre>
 *
 * <p>Any node that is running removes ended sessions ({@link #clean}). If no node is running, the hashes expire, and
 * index entries without a hash are removed when a search reads them. All keys are in one slot of a cluster.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class RedisOnlineUserStore implements OnlineUserStore {

    private static final int LOOKED_AT_ONCE = 500;
    private static final int LOOKED_AT = 20_000;
    private static final int CLEANED_AT_ONCE = 500;

    /** Skips sessions that were kicked while their write was pending. */
    private static final RedisScript PUT = new RedisScript("""
            local i = 1
            while i <= #ARGV do
              local ref, count = ARGV[i], tonumber(ARGV[i + 4])
              if not redis.call('ZSCORE', KEYS[4], ref) then
                local key = KEYS[1] .. ref
                redis.call('DEL', key)
                redis.call('HSET', key, unpack(ARGV, i + 5, i + 4 + count))
                redis.call('PEXPIREAT', key, string.format('%.0f', ARGV[i + 3] + 3600000))
                redis.call('ZADD', KEYS[5], ARGV[i + 3], ref)
                redis.call('ZADD', KEYS[2], ARGV[i + 2], ref)
                redis.call('ZADD', KEYS[3], 0, ARGV[i + 1] .. '\\0' .. ref)
              end
              i = i + 5 + count
            end
            return 0
            """);

    private static final RedisScript TOUCH = new RedisScript("""
            local lost = {}
            for i = 1, #ARGV, 3 do
              local key = KEYS[1] .. ARGV[i]
              if redis.call('EXISTS', key) == 0 then
                lost[#lost + 1] = ARGV[i]
              else
                redis.call('ZADD', KEYS[2], 'GT', ARGV[i + 1], ARGV[i])
                if tonumber(redis.call('ZSCORE', KEYS[2], ARGV[i])) == tonumber(ARGV[i + 1]) then
                  redis.call('ZADD', KEYS[5], ARGV[i + 2], ARGV[i])
                  redis.call('PEXPIREAT', key, string.format('%.0f', ARGV[i + 2] + 3600000))
                end
              end
            end
            return lost
            """);

    private static final RedisScript REMOVE = new RedisScript("""
            for i = 1, #ARGV do
              local key = KEYS[1] .. ARGV[i]
              local user = redis.call('HGET', key, 'u')
              redis.call('DEL', key)
              redis.call('ZREM', KEYS[2], ARGV[i])
              redis.call('ZREM', KEYS[5], ARGV[i])
              if user then redis.call('ZREM', KEYS[3], user .. '\\0' .. ARGV[i]) end
            end
            return #ARGV
            """);

    private static final RedisScript KICK = new RedisScript("""
            local message = {}
            for i = 2, #ARGV, 2 do
              local key = KEYS[1] .. ARGV[i]
              local user = redis.call('HGET', key, 'u')
              redis.call('DEL', key)
              redis.call('ZREM', KEYS[2], ARGV[i])
              redis.call('ZREM', KEYS[5], ARGV[i])
              if user then redis.call('ZREM', KEYS[3], user .. '\\0' .. ARGV[i]) end
              redis.call('ZADD', KEYS[4], 'GT', ARGV[i + 1], ARGV[i])
              message[#message + 1] = ARGV[i] .. ' ' .. ARGV[i + 1]
            end
            redis.call('PUBLISH', ARGV[1], table.concat(message, ' '))
            return #message
            """);

    /**
     * Returns REF, last access, number of fields and fields, starting at a score, and behind a REF if several sessions
     * have that score. Removes the index entries of sessions whose hash has expired.
     */
    private static final RedisScript BY_ACCESS = new RedisScript("""
            local found = {}
            local offset = 0
            local wanted = tonumber(ARGV[4])
            local got = 0
            while got < wanted do
              local refs = redis.call('ZREVRANGEBYSCORE', KEYS[2], ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', offset, wanted - got)
              if #refs == 0 then break end
              local gone = 0
              for i = 1, #refs, 2 do
                if not (refs[i + 1] == ARGV[1] and ARGV[3] ~= '' and refs[i] >= ARGV[3]) then
                  local fields = redis.call('HGETALL', KEYS[1] .. refs[i])
                  if #fields == 0 then
                    redis.call('ZREM', KEYS[2], refs[i])
                    redis.call('ZREM', KEYS[5], refs[i])
                    gone = gone + 1
                  else
                    found[#found + 1] = refs[i]
                    found[#found + 1] = refs[i + 1]
                    found[#found + 1] = tostring(#fields)
                    for f = 1, #fields do found[#found + 1] = fields[f] end
                    got = got + 1
                  end
                end
              end
              offset = offset + #refs / 2 - gone
            end
            return found
            """);

    /** Returns the same values in the order of user names. */
    private static final RedisScript BY_USER = new RedisScript("""
            local found = {}
            local from = ARGV[1]
            local wanted = tonumber(ARGV[3])
            local got = 0
            while got < wanted do
              local members = redis.call('ZRANGEBYLEX', KEYS[3], from, ARGV[2], 'LIMIT', 0, wanted - got)
              if #members == 0 then break end
              for i = 1, #members do
                local ref = string.match(members[i], '%z([^%z]*)$')
                local fields = redis.call('HGETALL', KEYS[1] .. ref)
                local score = redis.call('ZSCORE', KEYS[2], ref)
                if #fields == 0 or not score then
                  redis.call('ZREM', KEYS[3], members[i])
                else
                  found[#found + 1] = ref
                  found[#found + 1] = score
                  found[#found + 1] = tostring(#fields)
                  for f = 1, #fields do found[#found + 1] = fields[f] end
                  got = got + 1
                end
              end
              from = '(' .. members[#members]
            end
            return found
            """);

    private static final RedisScript CLEAN = new RedisScript("""
            local refs = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
            for i = 1, #refs do
              local key = KEYS[1] .. refs[i]
              local user = redis.call('HGET', key, 'u')
              redis.call('DEL', key)
              redis.call('ZREM', KEYS[2], refs[i])
              redis.call('ZREM', KEYS[5], refs[i])
              if user then redis.call('ZREM', KEYS[3], user .. '\\0' .. refs[i]) end
            end
            redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[1])
            return #refs
            """);

    private final RedisAccess redis;
    private final Duration timeout;
    private final Duration resync;
    private final String[] keys;
    private final String channel;

    /**
     * Creates a store.
     *
     * @param redis the host's Redis
     * @param timeout the maximum idle time of a session that has no idle time of its own
     * @param resync the interval at which a node reads all kicks, in case of lost messages: the maximum delay of a kick
     */
    public RedisOnlineUserStore(RedisAccess redis, Duration timeout, Duration resync) {
        this.redis = redis;
        this.timeout = timeout;
        this.resync = resync;
        this.keys = new String[] {
            redis.key("{online}:s:"),
            redis.key("{online}:access"),
            redis.key("{online}:users"),
            redis.key("{online}:kicked"),
            redis.key("{online}:ends")
        };
        this.channel = redis.key("{online}:kick");
    }

    private static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    @Override
    public void put(List<OnlineSession> sessions) {
        List<String> arguments = new ArrayList<>();
        for (OnlineSession session : sessions) {
            List<String> fields = SessionHash.fields(session);
            arguments.add(session.ref());
            arguments.add(session.username());
            arguments.add(millis(session.lastAccess()));
            arguments.add(millis(session.aliveUntil(timeout)));
            arguments.add(Integer.toString(fields.size()));
            arguments.addAll(fields);
        }
        redis.call(commands -> PUT.number(commands, keys, arguments.toArray(String[]::new)));
    }

    @Override
    public List<String> touch(List<Touch> touches) {
        List<String> arguments = new ArrayList<>();
        for (Touch touch : touches) {
            arguments.add(touch.ref());
            arguments.add(millis(touch.at()));
            arguments.add(millis(touch.until() == null ? touch.at().plus(timeout) : touch.until()));
        }
        return redis.call(commands -> TOUCH.texts(commands, keys, arguments.toArray(String[]::new)));
    }

    @Override
    public void remove(Collection<String> refs) {
        if (!refs.isEmpty()) {
            redis.call(commands -> REMOVE.number(commands, keys, refs.toArray(String[]::new)));
        }
    }

    @Override
    public Optional<OnlineSession> get(String ref, Instant now) {
        @Nullable Double score = redis.call(commands -> commands.zscore(keys[1], ref));
        if (score == null) {
            return Optional.empty();
        }
        Map<String, String> hash = redis.call(commands -> commands.hgetall(keys[0] + ref));
        return hash.isEmpty()
                ? Optional.empty()
                : Optional.of(SessionHash.session(ref, score.longValue(), hash))
                        .filter(found -> found.isAlive(now, timeout));
    }

    @Override
    public OnlineUserPage find(OnlineUserQuery query, Instant now) {
        if (query.username() != null) {
            return ofUser(query, query.username(), now);
        }
        List<OnlineSession> found = new ArrayList<>();
        @Nullable Cursor at = query.cursor();
        int wanted = query.limit() + 1;
        boolean filtered = query.hasUnindexedFilter() || (query.sort() == Sort.USERNAME && hasIdleFilter(query));
        int looked = 0;
        boolean more = true;
        while (more && found.size() < wanted && looked < LOOKED_AT) {
            int chunk = filtered ? LOOKED_AT_ONCE : wanted - found.size();
            List<OnlineSession> some = chunk(query, at, chunk, now);
            looked += some.size();
            more = some.size() == chunk;
            for (OnlineSession session : some) {
                if (found.size() < wanted && session.isAlive(now, timeout) && query.matches(session, now)) {
                    found.add(session);
                }
            }
            at = some.isEmpty() ? at : Cursor.after(query.sort(), some.get(some.size() - 1));
        }
        return page(query, found, more ? at : null, now, filtered);
    }

    private static boolean hasIdleFilter(OnlineUserQuery query) {
        return query.minIdle() != null || query.maxIdle() != null;
    }

    private OnlineUserPage page(
            OnlineUserQuery query,
            List<OnlineSession> found,
            @Nullable Cursor lookedUpTo,
            Instant now,
            boolean filtered) {
        boolean full = found.size() > query.limit();
        List<OnlineSession> items = full ? found.subList(0, query.limit()) : found;
        @Nullable Cursor next = full ? Cursor.after(query.sort(), items.get(items.size() - 1)) : lookedUpTo;
        if (filtered) {
            return new OnlineUserPage(items, next, found.size(), next == null && query.cursor() == null);
        }
        long total = hasIdleFilter(query)
                ? redis.call(commands -> commands.zcount(keys[1], scores(query, now)))
                : count(now);
        return new OnlineUserPage(items, next, total, true);
    }

    private static Range<Double> later(Instant now) {
        return Range.from(Range.Boundary.excluding((double) now.toEpochMilli()), Range.Boundary.unbounded());
    }

    private static Range<Double> scores(OnlineUserQuery query, Instant now) {
        return Range.from(Range.Boundary.excluding((double) earliest(query, now) - 1), Range.Boundary.including((double)
                latest(query, now)));
    }

    private static long earliest(OnlineUserQuery query, Instant now) {
        return query.maxIdle() == null ? 0 : now.minus(query.maxIdle()).toEpochMilli();
    }

    /** Has no upper bound at the current time, because clocks of other nodes may be ahead. */
    private static long latest(OnlineUserQuery query, Instant now) {
        return query.minIdle() == null
                ? Long.MAX_VALUE / 1_024
                : now.minus(query.minIdle()).toEpochMilli();
    }

    private List<OnlineSession> chunk(OnlineUserQuery query, @Nullable Cursor from, int limit, Instant now) {
        if (query.sort() == Sort.USERNAME) {
            String begin = from == null ? "-" : "(" + from.key() + '\0' + from.ref();
            return read(redis.call(commands -> BY_USER.texts(commands, keys, begin, "+", Integer.toString(limit))));
        }
        String latest = from == null ? Long.toString(latest(query, now)) : from.key();
        return read(redis.call(commands -> BY_ACCESS.texts(
                commands,
                keys,
                latest,
                Long.toString(earliest(query, now)),
                from == null ? "" : from.ref(),
                Integer.toString(limit))));
    }

    /** A user has few sessions: all are read, filtered and sorted in this process. */
    private OnlineUserPage ofUser(OnlineUserQuery query, String username, Instant now) {
        List<OnlineSession> all = read(redis.call(commands -> BY_USER.texts(
                        commands,
                        keys,
                        "[" + username + '\0',
                        "(" + username + '\1',
                        Integer.toString(LOOKED_AT_ONCE * 2))))
                .stream()
                .filter(session -> session.isAlive(now, timeout) && query.matches(session, now))
                .sorted(Sort.LAST_ACCESS.order())
                .toList();
        int begin = 0;
        @Nullable Cursor cursor = query.cursor();
        if (cursor != null) {
            while (begin < all.size() && !all.get(begin).ref().equals(cursor.ref())) {
                begin++;
            }
            begin = Math.min(begin + 1, all.size());
        }
        int end = Math.min(all.size(), begin + query.limit());
        return new OnlineUserPage(
                all.subList(begin, end),
                end < all.size() ? Cursor.after(query.sort(), all.get(end - 1)) : null,
                all.size(),
                true);
    }

    private static List<OnlineSession> read(List<String> flat) {
        List<OnlineSession> sessions = new ArrayList<>();
        int at = 0;
        while (at + 2 < flat.size()) {
            int fields = Integer.parseInt(flat.get(at + 2));
            sessions.add(SessionHash.session(
                    flat.get(at),
                    (long) Double.parseDouble(flat.get(at + 1)),
                    SessionHash.map(flat.subList(at + 3, at + 3 + fields))));
            at += 3 + fields;
        }
        return sessions;
    }

    @Override
    public long count(Instant now) {
        return redis.call(commands -> commands.zcount(keys[4], later(now)));
    }

    @Override
    public void kick(List<Kick> kicks) {
        List<String> arguments = new ArrayList<>();
        arguments.add(channel);
        for (Kick kick : kicks) {
            arguments.add(kick.ref());
            arguments.add(millis(kick.until()));
        }
        redis.call(commands -> KICK.number(commands, keys, arguments.toArray(String[]::new)));
    }

    @Override
    public List<Kick> kicks(Instant now) {
        return redis.call(commands -> commands.zrangebyscoreWithScores(keys[3], later(now))).stream()
                .map(scored -> new Kick(scored.getValue(), Instant.ofEpochMilli((long) scored.getScore())))
                .toList();
    }

    @Override
    public int clean(Instant now) {
        return (int) (long)
                redis.call(commands -> CLEAN.number(commands, keys, millis(now), Integer.toString(CLEANED_AT_ONCE)));
    }

    @Override
    public AutoCloseable listen(KickListener listener) {
        KickSubscription subscription = new KickSubscription(redis, channel, resync, this::kicks, listener);
        subscription.start();
        return subscription;
    }
}
