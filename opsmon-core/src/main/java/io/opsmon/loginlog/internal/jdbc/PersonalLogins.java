package io.opsmon.loginlog.internal.jdbc;

import static io.opsmon.log.internal.jdbc.PersonalLayout.ERASED;

import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.internal.jdbc.PersonalLayout;
import io.opsmon.loginlog.LoginLogEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Defines the personal data in {@code opsmon_login_log}: the person of an entry is its user. In entries of others, the
 * person may be the actor, such as the operator who terminated a session. Only the actor's name is removed from those
 * entries.
 *
 * @since 0.1
 */
public final class PersonalLogins {

    /** The columns that name persons, and entries without them. */
    public static final PersonalLayout<LoginLogEntry> LAYOUT = new PersonalLayout<>(
            LoginLogLayout.LAYOUT,
            "username",
            "actor",
            "event",
            List.of(
                    "message",
                    "username",
                    "actor",
                    "client_ip",
                    "user_agent",
                    "browser",
                    "browser_version",
                    "os",
                    "os_version",
                    "device_class",
                    "device_name",
                    "country",
                    "region",
                    "city",
                    "latitude",
                    "longitude",
                    "session_ref",
                    "extra"),
            PersonalLogins::without);

    private PersonalLogins() {}

    private static LoginLogEntry without(LoginLogEntry e, String person, String pseudonym, Removal removal) {
        boolean own = person.equals(e.username());
        boolean texts = own && removal == Removal.ERASE;
        @Nullable String actor = person.equals(e.actor()) ? pseudonym : e.actor();
        return new LoginLogEntry(
                e.id(),
                e.occurredAt(),
                e.event(),
                e.outcome(),
                e.method(),
                e.reason(),
                texts && e.message() != null ? ERASED : e.message(),
                own ? pseudonym : e.username(),
                e.tenant(),
                actor,
                own ? null : e.client(),
                own ? null : e.sessionReference(),
                e.trace(),
                e.application(),
                e.node(),
                e.risks(),
                e.attempts(),
                texts ? Map.of() : own ? withoutSession(e.extra()) : e.extra(),
                e.chain());
    }

    private static Map<String, String> withoutSession(Map<String, String> extra) {
        Map<String, String> without = new LinkedHashMap<>(extra);
        without.remove("sessionBefore");
        return without;
    }
}
