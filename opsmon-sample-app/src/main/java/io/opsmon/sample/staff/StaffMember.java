package io.opsmon.sample.staff;

/** Somebody who works here. */
public record StaffMember(String username, String fullName, Role role) {

    /** What somebody may do. */
    public enum Role {
        /** Everything, all of opsmon included. */
        ADMIN,
        /** Work, and read what opsmon has recorded. */
        AUDITOR,
        /** Work. */
        CLERK
    }
}
