package io.opsmon.onlineuser;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides how long a kick is kept: for as long as the session, token or cookie could be used, for good if that has no
 * end. Immutable.
 *
 * <p>Kicks that are kept for good are at most {@value #MOST_FOR_GOOD}. None is ever dropped to make room: a further one
 * is refused, and those of the policy are refused at half of that, so that no user can take the room from an operator.
 */
final class KickTerms {

    static final int MOST_FOR_GOOD = 100_000;

    /** Clocks of nodes and of issuers differ, and a host may accept a token for a moment after its expiry. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final OnlineUserSettings settings;

    KickTerms(OnlineUserSettings settings) {
        this.settings = settings;
    }

    /** The kicks of a session and of the remember-me cookie that came with it. */
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
        // Twice: a request that is being served when its session is kicked may still use it.
        return idle == null || idle.isZero()
                ? Kick.FOREVER
                : now.plus(idle).plus(idle).plus(margin);
    }

    /** Refuses kicks for which there is no room. */
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
