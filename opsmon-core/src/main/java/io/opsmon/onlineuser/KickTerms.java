package io.opsmon.onlineuser;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides the retention time of a kick: as long as the session, token or cookie could be used, or permanently if it has
 * no end. Immutable.
 *
 * <p>At most {@value #MOST_FOR_GOOD} permanent kicks are kept, and no kick is dropped to make room: a further kick is
 * refused. Kicks of the session policy are refused at half of this limit, so that no user can exhaust the limit for
 * operators.
 */
final class KickTerms {

    static final int MOST_FOR_GOOD = 100_000;

    /** Clocks of nodes and of issuers differ, and a host may accept a token for a short time after its expiry. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final OnlineUserSettings settings;

    KickTerms(OnlineUserSettings settings) {
        this.settings = settings;
    }

    /** Returns the kicks of a session and of its remember-me cookie. */
    List<Kick> of(OnlineSession session, Instant now) {
        List<Kick> kicks = new ArrayList<>(2);
        kicks.add(new Kick(session.ref(), until(session, now)));
        if (session.rememberMe() != null) {
            kicks.add(new Kick(session.rememberMe(), now.plus(settings.rememberMe())));
        }
        return kicks;
    }

    private Instant until(OnlineSession session, Instant now) {
        Duration margin = settings.timeout().compareTo(MARGIN) > 0 ? settings.timeout() : MARGIN;
        if (session.expiresAt() != null) {
            return session.expiresAt().plus(margin);
        }
        Duration idle = session.maxIdle();
        // Doubled: a request that is being served when its session is terminated may still use the session.
        return idle == null || idle.isZero()
                ? Kick.FOREVER
                : now.plus(idle).plus(idle).plus(margin);
    }

    /** Throws an exception if the limit of permanent kicks is reached. */
    void requireRoom(List<Kick> wanted, Collection<Long> kicked, boolean ofPolicy) {
        if (wanted.stream().noneMatch(Kick::isForGood)) {
            return;
        }
        long forever = Kick.FOREVER.toEpochMilli();
        long kept = kicked.stream().filter(until -> until == forever).count();
        int most = ofPolicy ? MOST_FOR_GOOD / 2 : MOST_FOR_GOOD;
        if (kept >= most) {
            throw new TooManyKicksException(most);
        }
    }
}
