package io.opsmon.boot.log.personaldata;

/**
 * Event before the data of a person are removed from a log, for parts that belong to the entries of the log. A listener
 * throws a {@link io.opsmon.log.HeldEntriesException} to reject the removal; nothing is removed in this case.
 *
 * @param part the log, as {@link PersonalDataPart#name}
 * @param person the name or id in this log
 * @since 0.1
 */
public record PersonRemovalCheck(String part, String person) {}
