package io.opsmon.backup.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * Computes the times of a cron expression in a time zone. The expression computes local times only. The rules of the
 * zone convert them to instants, one period of constant offset after the other.
 *
 * <p>A time within a gap is postponed by the length of the gap. A time within an overlap counts once, unless the
 * expression is due throughout the day. Such an expression has the hours {@code *}, a step from midnight on such as
 * <code> *&#47;2</code>, or all 24 hours.
 */
final class CronTimes {

    private static final int HOURS = 24;
    private static final int HOURS_FIELD = 2;
    private static final Pattern ELEMENT = Pattern.compile("(\\*|\\d+)(?:-(\\d+))?(?:/(\\d+))?");

    /** Two periods a year, for longer than any expression waits. */
    private static final int MAX_STRETCHES = 400;

    private final CronExpression expression;
    private final ZoneRules rules;
    private final boolean isAllDay;

    CronTimes(String cron, ZoneId zone) {
        this.expression = CronExpression.parse(cron);
        this.rules = zone.getRules();
        this.isAllDay = isAllDay(cron.strip());
    }

    Optional<Instant> next(Instant after) {
        @Nullable ZoneOffsetTransition begin = rules.previousTransition(after.plusNanos(1));
        @Nullable Instant from = after;
        for (int stretch = 0; stretch < MAX_STRETCHES; stretch++) {
            Instant start = from == null && begin != null ? begin.getInstant() : after;
            @Nullable ZoneOffsetTransition end = rules.nextTransition(start);
            @Nullable
            Instant next = earlier(regular(begin, start, from == null), postponed(begin, start, from == null));
            if (next != null && (end == null || next.isBefore(end.getInstant()))) {
                return Optional.of(next);
            }
            if (end == null || (next == null && regular(null, start, false) == null)) {
                return Optional.empty();
            }
            begin = end;
            from = null;
        }
        return Optional.empty();
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /**
     * Returns the next time at the offset of this period, without the times of an overlap that the previous period has
     * covered.
     */
    private @Nullable Instant regular(@Nullable ZoneOffsetTransition begin, Instant start, boolean isIncluded) {
        ZoneOffset offset = begin == null ? rules.getOffset(start) : begin.getOffsetAfter();
        @Nullable LocalDateTime next = expression.next(wall(start, offset, isIncluded));
        while (next != null
                && !isAllDay
                && begin != null
                && begin.isOverlap()
                && next.isBefore(begin.getDateTimeBefore())) {
            next = expression.next(next);
        }
        return next == null ? null : next.toInstant(offset);
    }

    /** Returns the next time within the gap at the beginning of this period, at the offset of the previous period. */
    private @Nullable Instant postponed(@Nullable ZoneOffsetTransition begin, Instant start, boolean isIncluded) {
        if (begin == null || !begin.isGap()) {
            return null;
        }
        @Nullable LocalDateTime next = expression.next(wall(start, begin.getOffsetBefore(), isIncluded));
        return next == null || !next.isBefore(begin.getDateTimeAfter())
                ? null
                : next.toInstant(begin.getOffsetBefore());
    }

    /** Returns the local time to start from; an expression returns times strictly after it. */
    private static LocalDateTime wall(Instant start, ZoneOffset offset, boolean isIncluded) {
        LocalDateTime wall = LocalDateTime.ofInstant(start, offset);
        return isIncluded ? wall.minusNanos(1) : wall;
    }

    private static boolean isAllDay(String cron) {
        if (cron.startsWith("@")) {
            return cron.equals("@hourly");
        }
        BitSet hours = new BitSet(HOURS);
        for (String element : Arrays.asList(cron.split("\\s+")[HOURS_FIELD].split(","))) {
            Matcher matcher = ELEMENT.matcher(element);
            if (!matcher.matches()) {
                return false;
            }
            boolean isStar = matcher.group(1).equals("*");
            int first = isStar ? 0 : Integer.parseInt(matcher.group(1));
            int step = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
            int last = HOURS - 1;
            if (matcher.group(2) != null) {
                last = Integer.parseInt(matcher.group(2));
            } else if (!isStar && matcher.group(3) == null) {
                last = first;
            }
            if (first == 0 && last == HOURS - 1 && step <= HOURS / 2) {
                return true;
            }
            for (int hour = first; hour <= last; hour += Math.max(1, step)) {
                hours.set(hour);
            }
        }
        return hours.cardinality() == HOURS;
    }
}
