package io.opsmon.boot.log.personaldata;

import io.opsmon.boot.log.LogResource;
import io.opsmon.log.PersonalData;
import org.jspecify.annotations.Nullable;

/**
 * One log's part of the reports on a person and of the removal of personal data, published as a bean.
 *
 * @param resource the log
 * @param name the member of reports on all logs, {@code loginLogs} for example
 * @param parameter the request parameter with the person's name in this log, {@code username} for example
 * @param kinds the member of reports with counts by kind, {@code events} for example
 * @param data the log's personal data; null without a key of pseudonyms
 * @since 0.1
 */
public record PersonalDataPart(
        LogResource<?, ?> resource,
        String name,
        String parameter,
        String kinds,
        @Nullable PersonalData data) {}
