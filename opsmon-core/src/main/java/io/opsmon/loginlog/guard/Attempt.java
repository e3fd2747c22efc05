package io.opsmon.loginlog.guard;

import io.opsmon.loginlog.guard.AttemptGuard.LockListener;
import io.opsmon.loginlog.guard.AttemptStore.Reservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in attempt that is counted before the credential is checked. The first call of {@link #succeeded},
 * {@link #failed} or {@link #giveBack} has an effect; without a call, the attempt counts as a failure. Thread-safe.
 *
 * @since 0.1
 */
public final class Attempt {

    private final AttemptStore store;
    private final LockListener listener;
    private final Instant now;
    private final Function<Supplier<Optional<AttemptLock>>, Optional<AttemptLock>> guarded;
    private final List<Held> held = new ArrayList<>(2);
    private @Nullable AttemptLock refusal;
    private boolean done;

    /** A key that counts the attempt, and the policy of the key. */
    record Counted(AttemptKey key, AttemptPolicy policy) {}

    private record Held(Counted counted, Reservation reservation) {}

    Attempt(
            AttemptStore store,
            LockListener listener,
            Instant now,
            Function<Supplier<Optional<AttemptLock>>, Optional<AttemptLock>> guarded) {
        this.store = store;
        this.listener = listener;
        this.now = now;
        this.guarded = guarded;
    }

    synchronized void reserve(List<Counted> all) {
        for (Counted counted : all) {
            Optional<AttemptLock> refused = guarded.apply(() -> {
                Reservation reservation = store.reserve(counted.key(), counted.policy(), now);
                if (reservation.admitted()) {
                    held.add(new Held(counted, reservation));
                    return Optional.empty();
                }
                return Optional.ofNullable(reservation.lock());
            });
            if (refused.isPresent()) {
                giveBack();
                refusal = refused.get();
                return;
            }
        }
    }

    /**
     * Returns the lock that refuses the attempt.
     *
     * @return the lock; empty if the attempt is admitted
     */
    public synchronized Optional<AttemptLock> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Ends a successful attempt: clears the user's failures from this address, and does not count the attempt for the
     * address.
     */
    public synchronized void succeeded() {
        if (finish()) {
            for (Held each : held) {
                if (each.counted().key().username() == null) {
                    giveBack(each);
                } else {
                    Optional<AttemptLock> unused =
                            guarded.apply(() -> store.clear(each.counted().key().id(), now));
                }
            }
        }
    }

    /** Ends a failed attempt: keeps the count, and reports a lock that the attempt made. */
    public synchronized void failed() {
        if (finish()) {
            for (Held each : held) {
                @Nullable AttemptLock made = each.reservation().lock();
                if (made != null) {
                    listener.locked(made);
                }
            }
        }
    }

    /** Ends an attempt that was no guess, because the account is disabled or the user directory is unavailable. */
    public synchronized void giveBack() {
        if (finish()) {
            held.forEach(this::giveBack);
        }
    }

    private void giveBack(Held each) {
        Optional<AttemptLock> unused = guarded.apply(() -> {
            store.giveBack(each.counted().key(), each.counted().policy(), each.reservation(), now);
            return Optional.empty();
        });
    }

    private boolean finish() {
        boolean first = !done;
        done = true;
        return first;
    }
}
