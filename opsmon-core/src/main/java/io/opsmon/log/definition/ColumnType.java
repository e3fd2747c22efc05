package io.opsmon.log.definition;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.Hash;
import io.opsmon.internal.jdbc.StorableText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Type of a column: the conversions of a value to a store, to a line of JSON, to a hash and to a cell of a table.
 * Immutable.
 *
 * @param <V> the type of a value in an entry
 * @since 0.1
 */
public abstract class ColumnType<V> {

    /** Kind of a stored value. A store supports these kinds and no other. */
    public enum Kind {
        /** A {@link String}. */
        TEXT,
        /** A {@link String} with an object of JSON, for a column of JSON if the database has this type. */
        JSON,
        /** A {@link Long}. */
        LONG,
        /** An {@link Integer}. */
        INTEGER,
        /** A {@link Double}. */
        DOUBLE,
        /** A {@link UUID}. */
        UUID,
        /** A whole {@link BigDecimal} from 0 to 2^128 - 1. */
        NUMBER,
        /** An {@link Instant} with microsecond precision. */
        INSTANT,
        /** A {@link Hash}. */
        HASH
    }

    /** Length of a text without a limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final Kind kind;
    private final int length;

    /**
     * Creates a type.
     *
     * @param kind the kind of a stored value
     * @param length the maximum number of characters of a stored text; {@link #UNLIMITED} for no limit
     */
    protected ColumnType(Kind kind, int length) {
        this.kind = kind;
        this.length = length;
    }

    /**
     * Returns the kind of a stored value.
     *
     * @return the kind
     */
    public final Kind kind() {
        return kind;
    }

    /**
     * Returns the maximum length of a stored text.
     *
     * @return the number of characters, or {@link #UNLIMITED}
     */
    public final int length() {
        return length;
    }

    /**
     * Converts a value to a value that every store accepts.
     *
     * @param value the value
     * @return the storable value; the same object if no change is needed
     */
    public V fit(V value) {
        return value;
    }

    /**
     * Converts a value for a store.
     *
     * @param value the value
     * @return an object of the kind
     */
    public abstract Object toStored(V value);

    /**
     * Restores a value from a store.
     *
     * @param stored the result of {@link #toStored}
     * @return the value
     * @throws IllegalArgumentException if the stored value is malformed
     */
    public abstract V ofStored(Object stored);

    /**
     * Converts a value for a line of JSON.
     *
     * @param value the value
     * @return a {@link String}, a map of texts, or a list of such maps
     */
    public Object toLine(V value) {
        return toStored(value).toString();
    }

    /**
     * Restores a value from a line of JSON.
     *
     * @param line the result of {@link #toLine}
     * @return the value
     * @throws IllegalArgumentException if the member is malformed
     */
    public abstract V ofLine(Object line);

    /**
     * Writes a value to a hash. The result is part of every stored hash and never changes.
     *
     * @param value the value, or null
     * @param out receives the value
     */
    public void hash(@Nullable V value, CanonicalForm out) {
        out.text(value == null ? null : toStored(value).toString());
    }

    /**
     * Converts a value to a cell of an exported table.
     *
     * @param value the value
     * @return the content of the cell; null for an empty cell
     */
    public @Nullable Object toCell(V value) {
        return value;
    }

    /**
     * Creates a type of texts. A longer text is cut and ends with an ellipsis.
     *
     * @param length the maximum number of characters, or {@link #UNLIMITED}
     * @return the type
     */
    public static ColumnType<String> text(int length) {
        return new ColumnType<>(Kind.TEXT, length) {
            @Override
            public String fit(String value) {
                return StorableText.fit(value, length);
            }

            @Override
            public Object toStored(String value) {
                return value;
            }

            @Override
            public String ofStored(Object stored) {
                return (String) stored;
            }

            @Override
            public String ofLine(Object line) {
                return (String) line;
            }
        };
    }

    /**
     * Creates a type of enum constants, stored by name.
     *
     * @param type the enum
     * @param length the length of the column
     * @param <T> the enum
     * @return the type
     */
    public static <T extends Enum<T>> ColumnType<T> constant(Class<T> type, int length) {
        return new ColumnType<>(Kind.TEXT, length) {
            @Override
            public Object toStored(T value) {
                return value.name();
            }

            @Override
            public T ofStored(Object stored) {
                return Enum.valueOf(type, (String) stored);
            }

            @Override
            public T ofLine(Object line) {
                return ofStored(line);
            }
        };
    }

    /**
     * Creates a type of sets of enum constants, stored as names separated by commas.
     *
     * @param type the enum
     * @param length the length of the column
     * @param <T> the enum
     * @return the type
     */
    public static <T extends Enum<T>> ColumnType<Set<T>> constants(Class<T> type, int length) {
        return new ColumnType<>(Kind.TEXT, length) {
            @Override
            public Object toStored(Set<T> value) {
                return value.stream().sorted().map(T::name).collect(Collectors.joining(","));
            }

            @Override
            public Set<T> ofStored(Object stored) {
                return Arrays.stream(((String) stored).split(",", -1))
                        .map(name -> Enum.valueOf(type, name))
                        .collect(Collectors.toSet());
            }

            @Override
            public Set<T> ofLine(Object line) {
                return ofStored(line);
            }

            @Override
            public void hash(@Nullable Set<T> value, CanonicalForm out) {
                out.number(value == null ? 0L : value.size());
                if (value != null) {
                    value.stream().sorted().forEach(each -> out.text(each.name()));
                }
            }

            @Override
            public Object toCell(Set<T> value) {
                return toStored(value);
            }
        };
    }

    /** Type of whole numbers. */
    public static final ColumnType<Long> LONG = new ColumnType<>(Kind.LONG, 0) {
        @Override
        public Object toStored(Long value) {
            return value;
        }

        @Override
        public Long ofStored(Object stored) {
            return (Long) stored;
        }

        @Override
        public Long ofLine(Object line) {
            return Long.valueOf((String) line);
        }

        @Override
        public void hash(@Nullable Long value, CanonicalForm out) {
            if (value == null) {
                out.text(null);
            } else {
                out.number(value.longValue());
            }
        }
    };

    /** Type of small whole numbers. */
    public static final ColumnType<Integer> INTEGER = new ColumnType<>(Kind.INTEGER, 0) {
        @Override
        public Object toStored(Integer value) {
            return value;
        }

        @Override
        public Integer ofStored(Object stored) {
            return (Integer) stored;
        }

        @Override
        public Integer ofLine(Object line) {
            return Integer.valueOf((String) line);
        }

        @Override
        public void hash(@Nullable Integer value, CanonicalForm out) {
            out.number(value);
        }
    };

    /** Type of decimal numbers. Hashes contain the text of a number. */
    public static final ColumnType<Double> DOUBLE = new ColumnType<>(Kind.DOUBLE, 0) {
        @Override
        public Object toStored(Double value) {
            return value;
        }

        @Override
        public Double ofStored(Object stored) {
            return (Double) stored;
        }

        @Override
        public Double ofLine(Object line) {
            return Double.valueOf((String) line);
        }
    };

    /** Type of durations with microsecond precision, stored in microseconds. Cells are in milliseconds. */
    public static final ColumnType<Duration> DURATION = new ColumnType<>(Kind.LONG, 0) {
        @Override
        public Object toStored(Duration value) {
            return micros(value);
        }

        @Override
        public Duration ofStored(Object stored) {
            return Duration.of((Long) stored, ChronoUnit.MICROS);
        }

        @Override
        public Object toLine(Duration value) {
            return value.toString();
        }

        @Override
        public Duration ofLine(Object line) {
            return Duration.parse((String) line);
        }

        @Override
        public void hash(@Nullable Duration value, CanonicalForm out) {
            LONG.hash(value == null ? null : micros(value), out);
        }

        @Override
        public Object toCell(Duration value) {
            return BigDecimal.valueOf(micros(value), 3);
        }

        private long micros(Duration value) {
            return value.toNanos() / 1_000;
        }
    };

    /** Type of instants with microsecond precision. */
    public static final ColumnType<Instant> INSTANT = new ColumnType<>(Kind.INSTANT, 0) {
        @Override
        public Object toStored(Instant value) {
            return value;
        }

        @Override
        public Instant ofStored(Object stored) {
            return (Instant) stored;
        }

        @Override
        public Instant ofLine(Object line) {
            return Instant.parse((String) line);
        }

        @Override
        public void hash(@Nullable Instant value, CanonicalForm out) {
            if (value == null) {
                out.text(null);
            } else {
                out.instant(value);
            }
        }
    };

    /** Type of UUIDs. */
    public static final ColumnType<UUID> ID = new ColumnType<>(Kind.UUID, 0) {
        @Override
        public Object toStored(UUID value) {
            return value;
        }

        @Override
        public UUID ofStored(Object stored) {
            return (UUID) stored;
        }

        @Override
        public UUID ofLine(Object line) {
            return UUID.fromString((String) line);
        }

        @Override
        public void hash(@Nullable UUID value, CanonicalForm out) {
            if (value == null) {
                out.text(null);
            } else {
                out.uuid(value);
            }
        }
    };

    /** Type of ids that a database counts. The number is the 128 bits of the UUID. */
    public static final ColumnType<UUID> NUMBERED_ID = new ColumnType<>(Kind.NUMBER, 0) {
        @Override
        public Object toStored(UUID value) {
            byte[] bits = ByteBuffer.allocate(16)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array();
            return new BigDecimal(new BigInteger(1, bits));
        }

        @Override
        public UUID ofStored(Object stored) {
            BigInteger number = ((BigDecimal) stored).toBigIntegerExact();
            return new UUID(number.shiftRight(64).longValue(), number.longValue());
        }

        @Override
        public UUID ofLine(Object line) {
            return ofStored(new BigDecimal((String) line));
        }

        @Override
        public void hash(@Nullable UUID value, CanonicalForm out) {
            ID.hash(value, out);
        }
    };

    /** Type of objects of JSON without a limit of their length. */
    public static final ColumnType<String> JSON = new ColumnType<>(Kind.JSON, UNLIMITED) {
        @Override
        public Object toStored(String value) {
            return value;
        }

        @Override
        public String ofStored(Object stored) {
            return (String) stored;
        }

        @Override
        public String ofLine(Object line) {
            return (String) line;
        }
    };

    /** Type of hashes. */
    static final ColumnType<Hash> HASH = new ColumnType<>(Kind.HASH, 0) {
        @Override
        public Object toStored(Hash value) {
            return value;
        }

        @Override
        public Hash ofStored(Object stored) {
            return (Hash) stored;
        }

        @Override
        public Hash ofLine(Object line) {
            return Hash.parse((String) line);
        }
    };

    /**
     * Type of attributes, stored as a JSON object. Names are cut to 100 characters, values to 2,000. Columns have null
     * for an empty map.
     */
    public static final ColumnType<Map<String, String>> ATTRIBUTES = new ColumnType<>(Kind.TEXT, UNLIMITED) {
        private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};

        @Override
        public Map<String, String> fit(Map<String, String> value) {
            return StorableText.fitAttributes(value);
        }

        @Override
        public Object toStored(Map<String, String> value) {
            return JsonMapper.shared().writeValueAsString(value);
        }

        @Override
        public Map<String, String> ofStored(Object stored) {
            return JsonMapper.shared().readValue((String) stored, MAP);
        }

        @Override
        public Object toLine(Map<String, String> value) {
            return value;
        }

        @Override
        public Map<String, String> ofLine(Object line) {
            @SuppressWarnings("unchecked") // A line reader reads objects of texts only.
            Map<String, String> attributes = (Map<String, String>) line;
            return attributes;
        }

        @Override
        public void hash(@Nullable Map<String, String> value, CanonicalForm out) {
            out.number(value == null ? 0L : value.size());
            if (value != null) {
                value.forEach((name, text) -> out.text(name).text(text));
            }
        }

        @Override
        public Object toCell(Map<String, String> value) {
            return value.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining("\n"));
        }
    };

    /** Type of the presence of an object of a line. The object is written even if none of its members has a value. */
    static final ColumnType<Boolean> PRESENCE = new ColumnType<>(Kind.TEXT, 0) {
        @Override
        public Object toStored(Boolean value) {
            throw new UnsupportedOperationException("The presence of an object is not stored");
        }

        @Override
        public Boolean ofStored(Object stored) {
            throw new UnsupportedOperationException("The presence of an object is not stored");
        }

        @Override
        public Object toLine(Boolean value) {
            return Map.of();
        }

        @Override
        public Boolean ofLine(Object line) {
            return true;
        }
    };
}
