package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.WritePath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names through which recorded tables may be written. These are the tables with triggers of opsmon, and every
 * table, view and routine that reaches one of them by a cascade, a trigger or its definition. A statement that contains
 * none of these names changes no recorded row, and therefore needs no origin.
 *
 * <p>A use of names that are older than a minute reads them anew in the background. Until the names are known, and if
 * they cannot be read, every statement counts. Thread-safe.
 *
 * @since 0.1
 */
public final class WritePaths {

    private static final Logger log = LoggerFactory.getLogger(WritePaths.class);
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long USABLE_NANOS = Duration.ofMinutes(5).toNanos();

    /** A name that statements write in one way only, apart from case and quotes. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_$]+");

    private final Supplier<DataSource> database;
    private final Executor background;
    private final AtomicBoolean isReading = new AtomicBoolean();
    private volatile @Nullable Known known;

    /** Names in lower case, null if the last reading failed, and when they were read. */
    private record Known(@Nullable Set<String> names, long readNanos) {}

    /**
     * Creates unknown names.
     *
     * @param database supplies the database with the triggers; called in the background
     */
    public WritePaths(Supplier<DataSource> database) {
        this(database, ForkJoinPool.commonPool());
    }

    WritePaths(Supplier<DataSource> database, Executor background) {
        this.database = database;
        this.background = background;
    }

    /**
     * Returns the names.
     *
     * @return the names in lower case; null if they are unknown
     */
    @Nullable
    Set<String> names() {
        @Nullable Known now = known;
        if (now == null) {
            return null;
        }
        long age = System.nanoTime() - now.readNanos;
        if (age > FRESH_NANOS && isReading.compareAndSet(false, true)) {
            background.execute(this::refresh);
        }
        return age > USABLE_NANOS ? null : now.names;
    }

    private void refresh() {
        try (Connection connection = database.get().getConnection()) {
            read(connection);
        } catch (SQLException | RuntimeException failure) {
            log.debug("The tables that write recorded tables could not be read", failure);
        } finally {
            isReading.set(false);
        }
    }

    /**
     * Reads the names.
     *
     * @param connection a connection to the database with the triggers
     */
    public void read(Connection connection) {
        long begin = System.nanoTime();
        try {
            @Nullable Set<String> names = names(TriggerUpkeeps.of(connection).writePaths(connection));
            @Nullable Known before = known;
            // The same object as long as the names stay the same, so that decisions about statements stay valid.
            known = new Known(before != null && Objects.equals(before.names, names) ? before.names : names, begin);
        } catch (SQLException | RuntimeException failure) {
            known = new Known(null, begin);
            log.debug("The tables that write recorded tables could not be read", failure);
        }
    }

    /** Returns the names of all objects that reach a recorded table; null if a name may be written in several ways. */
    static @Nullable Set<String> names(List<WritePath> paths) {
        Set<String> names = new HashSet<>();
        List<WritePath> rest = new ArrayList<>(paths);
        boolean isNew = true;
        while (isNew) {
            List<WritePath> reaching = rest.stream()
                    .filter(path -> path.definition() == null
                            || mentions(path.definition().toLowerCase(Locale.ROOT), names))
                    .toList();
            reaching.forEach(path -> names.add(path.name().toLowerCase(Locale.ROOT)));
            isNew = rest.removeAll(reaching);
        }
        return names.stream().allMatch(name -> WORD.matcher(name).matches()) ? Set.copyOf(names) : null;
    }

    /** Returns whether a text in lower case contains a name, also within comments and texts. */
    static boolean mentions(String text, Set<String> names) {
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            if (names.contains(words.group())) {
                return true;
            }
        }
        // Identifiers with escaped characters.
        return text.contains("u&\"");
    }
}
