package io.opsmon.loginlog.guard;

import io.opsmon.internal.http.IpAddress;
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
 * Locks sign-in for a user from an address after too many failures, and for an address after too many failures of any
 * users. A user is never locked for all addresses: an attacker who guesses an administrator's password cannot lock the
 * administrator's sign-in from another address. Thread-safe.
 *
 * <p>If the store is unavailable, sign-ins continue unguarded, with a warning once a minute: an outage of Redis must
 * not block every sign-in.
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

    /** The attempt of the current thread; removed with the credential. */
    private static final ThreadLocal<@Nullable Current> CURRENT = new ThreadLocal<>();

    private record Current(WeakReference<Object> credential, Attempt attempt) {}

    private volatile Instant lastWarning = Instant.MIN;

    /** Receives locks and unlocks. */
    public interface LockListener {

        /**
         * Called when sign-in is locked.
         *
         * @param lock the lock
         */
        void locked(AttemptLock lock);

        /**
         * Called when an operator has removed a lock.
         *
         * @param lock the lock
         */
        void unlocked(AttemptLock lock);
    }

    /**
     * Creates a guard.
     *
     * @param store the store of failed attempts
     * @param perUser the policy for a user at an address
     * @param perAddress the policy for an address
     * @param listener receives locks and unlocks
     * @param clock the clock
     */
    public AttemptGuard(
            AttemptStore store, AttemptPolicy perUser, AttemptPolicy perAddress, LockListener listener, Clock clock) {
        this(store, perUser, perAddress, listener, clock, UnaryOperator.identity());
    }

    /**
     * Creates a guard that counts by whole addresses and stores only a part of them.
     *
     * @param store the store of failed attempts
     * @param perUser the policy for a user at an address
     * @param perAddress the policy for an address
     * @param listener receives locks and unlocks
     * @param clock the clock
     * @param hash a keyed hash for addresses that are not stored whole
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
     * Returns the lock that refuses a sign-in.
     *
     * @param username the given name; null if there is none
     * @param clientIp the client's address; null if it is not known
     * @return the lock; empty if the sign-in may be tried
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
     * Counts a failure.
     *
     * @param username the given name; null if there is none
     * @param clientIp the client's address; null if it is not known
     */
    public void failed(@Nullable String username, @Nullable String clientIp) {
        begin(username, clientIp, clientIp).failed();
    }

    /**
     * Counts an attempt before the credential is checked. The attempt counts as a failure until it is given back or has
     * succeeded, also if this process ends meanwhile.
     *
     * @param username the given name; null if there is none
     * @param shownIp the stored form of the client's address; null if no address is stored
     * @param wholeIp the client's whole address; null if it is not known
     * @return the attempt; check {@link Attempt#refusal} before the credential
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
     * Counts an attempt with a credential once, however many providers check it.
     *
     * @param credential the credential, compared by identity
     * @param username the given name; null if there is none
     * @param shownIp the stored form of the client's address; null if no address is stored
     * @param wholeIp the client's whole address; null if it is not known
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
     * Returns this thread's attempt with a credential.
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
     * Records a success: clears the user's failures at this address. The failures of the address stay, so that an
     * attacker with an account gains nothing by signing in.
     *
     * @param username the user name
     * @param clientIp the client's address; null if it is not known
     */
    public void succeeded(String username, @Nullable String clientIp) {
        String id = new AttemptKey(username, address(clientIp)).id();
        Optional<AttemptLock> unused = guarded(() -> store.clear(id, clock.instant()));
    }

    /**
     * Returns the current locks, the newest first.
     *
     * @param limit the maximum number of locks
     * @return the locks
     * @throws RuntimeException if the store is unavailable
     */
    public List<AttemptLock> locks(int limit) {
        return store.locks(clock.instant(), limit);
    }

    /**
     * Removes a lock.
     *
     * @param id the lock's id
     * @return the lock, if there was one
     * @throws RuntimeException if the store is unavailable
     */
    public Optional<AttemptLock> unlock(String id) {
        Optional<AttemptLock> lifted = store.clear(id, clock.instant());
        lifted.ifPresent(listener::unlocked);
        return lifted;
    }

    private Optional<AttemptLock> guarded(Supplier<Optional<AttemptLock>> call) {
        try {
            return call.get();
        } catch (RuntimeException unavailable) {
            Instant now = clock.instant();
            if (lastWarning.isBefore(now.minusSeconds(60))) {
                lastWarning = now;
                log.warn(
                        "Sign-ins are not guarded: the store of failed attempts is unavailable: {}",
                        unavailable.toString());
            }
            return Optional.empty();
        }
    }

    /**
     * Returns the address to count by: for IPv6 the /64 network, because a client usually controls its whole network.
     */
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
