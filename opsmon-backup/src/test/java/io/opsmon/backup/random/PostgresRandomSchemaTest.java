package io.opsmon.backup.random;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.random.RandomSchema.ColumnType;
import io.opsmon.backup.random.RandomSchema.Dialect;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class PostgresRandomSchemaTest extends RandomSchemaContract {

    private static final Dialect DIALECT = new Dialect(
            '"',
            List.of(
                    new ColumnType("smallint", random -> String.valueOf((short) random.nextInt())),
                    new ColumnType("bigint", random -> String.valueOf(random.nextLong())),
                    new ColumnType("numeric", random -> "'" + random.nextInt() + "." + random.nextInt(1_000) + "00'"),
                    new ColumnType("numeric(20, 6)", random -> String.valueOf(random.nextInt() / 7.0)),
                    new ColumnType(
                            "double precision", random -> random.nextBoolean() ? "'NaN'" : "" + random.nextDouble()),
                    new ColumnType("real", random -> String.valueOf(random.nextFloat())),
                    new ColumnType("text", random -> RandomSchema.text(random, 5_000)),
                    new ColumnType("varchar(40) COLLATE \"C\"", random -> RandomSchema.text(random, 40)),
                    new ColumnType("char(10)", random -> RandomSchema.text(random, 10)),
                    new ColumnType(
                            "text[]", random -> "ARRAY[" + RandomSchema.text(random, 50) + ", NULL, 'a,b']::text[]"),
                    new ColumnType("boolean", random -> String.valueOf(random.nextBoolean())),
                    new ColumnType(
                            "date",
                            random -> random.nextInt(5) == 0
                                    ? "'infinity'"
                                    : "date '2000-01-01' + " + random.nextInt(9_999)),
                    new ColumnType("timestamptz", random -> "to_timestamp(" + random.nextInt() / 7.0 + ")"),
                    new ColumnType("time", random -> "'23:59:59." + random.nextInt(999_999) + "'"),
                    new ColumnType(
                            "interval",
                            random -> "interval '" + random.nextInt(99) + " months " + random.nextInt(99)
                                    + " days 1.5 seconds'"),
                    new ColumnType("uuid", random -> "md5('" + random.nextInt() + "')::uuid"),
                    new ColumnType("bytea", random -> "decode(md5('" + random.nextInt() + "'), 'hex')"),
                    new ColumnType("jsonb", random -> "to_jsonb(" + RandomSchema.text(random, 50) + "::text)"),
                    new ColumnType("json", random -> "'{\"k\":  [1, " + random.nextInt() + "]}'"),
                    new ColumnType("int4range", random -> "'[" + random.nextInt(9) + ",99)'"),
                    new ColumnType("bit varying", random -> "B'" + Integer.toBinaryString(random.nextInt(999)) + "'"),
                    new ColumnType("inet", random -> "'10.0." + random.nextInt(255) + ".1/24'")));

    @Override
    HikariDataSource empty() {
        return TestDatabases.postgres();
    }

    @Override
    Dialect dialect() {
        return DIALECT;
    }

    @Override
    List<BackupRunner> runners() {
        return List.of(new PostgresRunner(DumpMethod.JDBC, null, 1), new PostgresRunner(DumpMethod.AUTO, null, 1));
    }
}
