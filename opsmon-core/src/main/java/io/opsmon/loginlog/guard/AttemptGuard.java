package io.opsmon.loginlog.guard;

import io.opsmon.http.IpAddress;
import java.lang.ref.WeakReference;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks sign-in for a user from an address after too many failures, and for an address from which too many users fail.
 * A user is never locked out from everywhere: who guesses an administrator's password from one place does not keep the
 * administrator from signing in at another. Thread-safe.
 *
 * <p>When the store does not answer, sign-ins go on unguarded, which is said once a minute: a Redis that is down must
 * not lock everybody out.
 *
 * @since 0.1
 */
public final class AttemptGuard {

    private static final Logger log = LoggerFactory.getLogger(AttemptGuard.class);
    private static final int IPV6_CLIENT_BYTES = 8;

    private final AttemptStore store;
    private final AttemptPolicy perUser;
    private final AttemptPolicy perAddress;
    private final LockListener listener;
    private final Clock clock;
    private final UnaryOperator<String> hash;

    /** The attempt that a thread is making; forgotten with the credential. */
    private static final ThreadLocal<@Nullable Current> CURRENT = new ThreadLocal<>();

    private record Current(WeakReference<Object> credential, Attempt attempt) {}

    private volatile Instant lastWarning = Instant.MIN;

    /** Told of locks. */
    public interface LockListener {

        /**
         * Sign-in is locked from now on.
         *
         * @param lock the lock
         */
        void locked(AttemptLock lock);

        /**
         * An operator has lifted a lock.
         *
         * @param lock the lock
         */
        void unlocked(AttemptLock lock);
    }

    /**
     * Makes a guard.
     *
     * @param store remembers
     * @param perUser when a user is locked at an address
     * @param perAddress when an address is locked for all
     * @param listener told of locks
     * @param clock the time
     */
    public AttemptGuard(
            AttemptStore store, AttemptPolicy perUser, AttemptPolicy perAddress, LockListener listener, Clock clock) {
        this(store, perUser, perAddress, listener, clock, UnaryOperator.identity());
    }

    /**
     * Makes a guard that counts by whole addresses and keeps less of them.
     *
     * @param store remembers
     * @param perUser when a user is locked at an address
     * @param perAddress when an address is locked for all
     * @param listener told of locks
     * @param clock the time
     * @param hash a keyed hash for addresses that are not kept whole
     */
    public AttemptGuard(
            AttemptStore store,
            AttemptPolicy perUser,
            AttemptPolicy perAddress,
            LockListener listener,
            Clock clock,
            UnaryOperator<String> hash) {
        this.hash = hash;
        this.store = store;
        this.perUser = perUser;
        this.perAddress = perAddress;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Whether somebody may try to sign in.
     *
     * @param username the name that was given; null if none was
     * @param clientIp the client's address; null if it is not known
     * @return the lock that keeps them from it
     */
    public Optional<AttemptLock> lock(@Nullable String username, @Nullable String clientIp) {
        Instant now = clock.instant();
        String address = address(clientIp);
        return guarded(() -> {
            if (username != null) {
                Optional<AttemptLock> ofUser = store.lock(new AttemptKey(username, address), now);
                if (ofUser.isPresent()) {
                    return ofUser;
                }
            }
            return address.isEmpty() || perAddress.isOff()
                    ? Optional.empty()
                    : store.lock(new AttemptKey(null, address), now);
        });
    }

    /**
     * Notes a failure.
     *
     * @param username the name that was given; null if none was
     * @param clientIp the client's address; null if it is not known
     */
    public void failed(@Nullable String username, @Nullable String clientIp) {
        begin(username, clientIp, clientIp).failed();
    }

    /**
     * Counts an attempt before it is made. It counts as a failure until it is given back or has succeeded, also if this
     * process dies meanwhile.
     *
     * @param username the name that was given; null if none was
     * @param shownIp the client's address as it is kept; null if none is kept
     * @param wholeIp the client's whole address; null if it is not known
     * @return the attempt; {@link Attempt#refusal} tells whether it may be made
     */
    public Attempt begin(@Nullable String username, @Nullable String shownIp, @Nullable String wholeIp) {
        String shown = address(shownIp);
        String whole = address(wholeIp);
        String source = whole.equals(shown) ? whole : "h" + hash.apply(whole);
        List<Attempt.Counted> counted = new ArrayList<>(2);
        if (username != null) {
            counted.add(new Attempt.Counted(AttemptKey.of(username, shown, source), perUser));
        }
        if (!whole.isEmpty() && !perAddress.isOff()) {
            counted.add(new Attempt.Counted(AttemptKey.of(null, shown, source), perAddress));
        }
        Attempt attempt = new Attempt(store, listener, clock.instant(), this::guarded);
        attempt.reserve(counted);
        return attempt;
    }

    /**
     * Counts an attempt by a credential, once however many providers are asked for it.
     *
     * @param credential the credential, compared by identity
     * @param username see {@link #begin(String, String, String)}
     * @param shownIp see {@link #begin(String, String, String)}
     * @param wholeIp see {@link #begin(String, String, String)}
     * @return the attempt of this thread with the credential
     */
    public Attempt begin(
            Object credential, @Nullable String username, @Nullable String shownIp, @Nullable String wholeIp) {
        Optional<Attempt> known = of(credential);
        if (known.isPresent()) {
            return known.get();
        }
        Attempt attempt = begin(username, shownIp, wholeIp);
        CURRENT.set(new Current(new WeakReference<>(credential), attempt));
        return attempt;
    }

    /**
     * The attempt that this thread makes with a credential.
     *
     * @param credential the credential, compared by identity
     * @return the attempt, if there is one
     */
    public Optional<Attempt> of(Object credential) {
        @Nullable Current known = CURRENT.get();
        return known != null && known.credential().refersTo(credential)
                ? Optional.of(known.attempt())
                : Optional.empty();
    }

    /**
     * Notes a success: the user's failures at this address do not count any more. Those of the address do, so that an
     * attacker with an account of their own gains nothing by signing in.
     *
     * @param username the user name
     * @param clientIp the client's address; null if it is not known
     */
    public void succeeded(String username, @Nullable String clientIp) {
        String id = new AttemptKey(username, address(clientIp)).id();
        Optional<AttemptLock> unused = guarded(() -> store.clear(id, clock.instant()));
    }

    /**
     * The locks there are, the newest first.
     *
     * @param limit how many at most
     * @return the locks
     * @throws RuntimeException if the store does not answer
     */
    public List<AttemptLock> locks(int limit) {
        return store.locks(clock.instant(), limit);
    }

    /**
     * Lifts a lock.
     *
     * @param id the lock's id
     * @return the lock, if there was one
     * @throws RuntimeException if the store does not answer
     */
    public Optional<AttemptLock> unlock(String id) {
        Optional<AttemptLock> lifted = store.clear(id, clock.instant());
        lifted.ifPresent(listener::unlocked);
        return lifted;
    }

    private Optional<AttemptLock> guarded(Supplier<Optional<AttemptLock>> call) {
        try {
            return call.get();
        } catch (RuntimeException away) {
            Instant now = clock.instant();
            if (lastWarning.isBefore(now.minusSeconds(60))) {
                lastWarning = now;
                log.warn("Sign-ins are not guarded while the store of failed attempts is away: {}", away.toString());
            }
            return Optional.empty();
        }
    }

    /** Whoever has one address of IPv6 has the 2^64 beside it. */
    private static String address(@Nullable String clientIp) {
        @Nullable InetAddress address = clientIp == null ? null : IpAddress.parse(clientIp);
        if (address == null) {
            return "";
        }
        return address instanceof Inet6Address
                ? IpAddress.format(IpAddress.network(address, IPV6_CLIENT_BYTES)) + "/64"
                : address.getHostAddress();
    }
}
