package io.opsmon.loginlog;

/**
 * A login with risk marks has been stored; published as an application event, on the writer's thread, so that a host
 * may write a mail or ask for a second factor next time. At least once: again if the process dies before it has noted
 * that the entry is stored.
 *
 * @param entry the entry with its marks
 * @since 0.1
 */
public record RiskyLogin(LoginLogEntry entry) {}
