package io.opsmon.sample.staff;

import java.util.Locale;

/** Somebody who works here. */
public record StaffMember(String username, String fullName, Role role) {

    /** What somebody may do. */
    public enum Role {
        /** Everything, all of opsmon included. */
        ADMIN,
        /** Work, and read what opsmon has recorded. */
        AUDITOR,
        /** Work. */
        CLERK;

        /** The role's name in running text, whatever the locale of this JVM. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
