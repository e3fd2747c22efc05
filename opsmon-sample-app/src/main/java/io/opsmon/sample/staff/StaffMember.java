package io.opsmon.sample.staff;

import java.util.Locale;

/** A member of staff. */
public record StaffMember(String username, String fullName, Role role) {

    /** The role of a member of staff. */
    public enum Role {
        /** May do everything, including all of opsmon. */
        ADMIN,
        /** May work and read the records of opsmon. */
        AUDITOR,
        /** May work. */
        CLERK;

        /** Returns the role's name in running text, independent of the locale of the JVM. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
