package io.opsmon.boot.log.personaldata;

import io.opsmon.log.PersonalData.Removal;

/**
 * Event after the data of a person was removed from a log, for parts that belong to the entries of the log.
 *
 * @param part the log, as {@link PersonalDataPart#name}
 * @param person the name or id in this log
 * @param removal the extent
 * @since 0.1
 */
public record PersonRemoval(String part, String person, Removal removal) {}
