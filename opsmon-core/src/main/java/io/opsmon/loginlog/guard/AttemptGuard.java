package io.opsmon.loginlog.guard;

import io.opsmon.http.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks sign-in for a user from an address after too many failures, and for an address from which too many users fail. A user is never locked out from everywhere: who guesses an administrator's password from one place does not
 * keep the administrator from signing in at another. Thread-safe.
 *
 * <p>When the store does not answer, sign-ins go on unguarded, which is said once a minute: a Redis that is down must not lock everybody out.
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
            return address.isEmpty() ? Optional.empty() : store.lock(new AttemptKey(null, address), now);
        });
    }

    /**
     * Notes a failure.
     *
     * @param username the name that was given; null if none was
     * @param clientIp the client's address; null if it is not known
     */
    public void failed(@Nullable String username, @Nullable String clientIp) {
        Instant now = clock.instant();
        String address = address(clientIp);
        if (username != null) {
            guarded(() -> store.fail(new AttemptKey(username, address), perUser, now))
                    .ifPresent(listener::locked);
        }
        if (!address.isEmpty()) {
            guarded(() -> store.fail(new AttemptKey(null, address), perAddress, now))
                    .ifPresent(listener::locked);
        }
    }

    /**
     * Notes a success: the user's failures at this address do not count any more. Those of the address do, so that an attacker with an account of their own gains nothing by signing in.
     *
     * @param username the user name
     * @param clientIp the client's address; null if it is not known
     */
    public void succeeded(String username, @Nullable String clientIp) {
        String id = new AttemptKey(username, address(clientIp)).id();
        guarded(() -> store.clear(id, clock.instant()));
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
