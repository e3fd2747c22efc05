package io.opsmon.loginlog;

/**
 * Reports a stored login with risk marks. Published as an application event on the writer's thread. A host can then
 * send a mail or require a second factor at the next sign-in. Delivered at least once: again if the process ends before
 * it has recorded that the entry is stored.
 *
 * @param entry the entry with its marks
 * @since 0.1
 */
public record RiskyLogin(LoginLogEntry entry) {}
