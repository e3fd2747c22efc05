package io.opsmon.backup.random;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.random.RandomSchema.ColumnType;
import io.opsmon.backup.random.RandomSchema.Dialect;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import java.util.UUID;

class H2RandomSchemaTest extends RandomSchemaContract {

    private static final Dialect DIALECT = new Dialect(
            '"',
            List.of(
                    new ColumnType("smallint", random -> String.valueOf((short) random.nextInt())),
                    new ColumnType("bigint", random -> String.valueOf(random.nextLong())),
                    new ColumnType("numeric(20, 6)", random -> String.valueOf(random.nextInt() / 7.0)),
                    new ColumnType("decfloat", random -> random.nextInt() + ".50"),
                    new ColumnType(
                            "double precision", random -> random.nextBoolean() ? "'NaN'" : "" + random.nextDouble()),
                    new ColumnType("real", random -> String.valueOf(random.nextFloat())),
                    new ColumnType("varchar(40)", random -> RandomSchema.text(random, 40)),
                    new ColumnType("varchar_ignorecase(40)", random -> RandomSchema.text(random, 40)),
                    new ColumnType("char(10)", random -> RandomSchema.text(random, 10)),
                    new ColumnType("clob", random -> RandomSchema.text(random, 5_000)),
                    new ColumnType("boolean", random -> String.valueOf(random.nextBoolean())),
                    new ColumnType("date", random -> "DATEADD(DAY, " + random.nextInt(9_999) + ", DATE '2000-01-01')"),
                    new ColumnType(
                            "timestamp(9)",
                            random -> "TIMESTAMP '2026-01-01 23:59:59." + random.nextInt(999_999) + "'"),
                    new ColumnType(
                            "timestamp(9) with time zone",
                            random -> "TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00.5+0" + random.nextInt(9) + ":30'"),
                    new ColumnType("time(9)", random -> "TIME '23:59:59." + random.nextInt(999_999) + "'"),
                    new ColumnType(
                            "interval day to second",
                            random -> "INTERVAL '" + random.nextInt(99) + " 2:03:04.5' DAY TO SECOND"),
                    new ColumnType("uuid", random -> "'" + new UUID(random.nextLong(), random.nextLong()) + "'"),
                    new ColumnType(
                            "varbinary(50)",
                            random -> "X'00" + Integer.toHexString(0x10000000 | random.nextInt(0x0fffffff)) + "'"),
                    new ColumnType("blob", random -> "CAST(repeat('bl', " + random.nextInt(3_000) + ") AS varbinary)"),
                    new ColumnType("json", random -> "JSON '{\"k\": [1, " + random.nextInt() + "]}'"),
                    new ColumnType("varchar array", random -> "ARRAY[" + RandomSchema.text(random, 50) + ", NULL]"),
                    new ColumnType("enum('a', 'b c')", random -> random.nextBoolean() ? "'a'" : "'b c'")));

    @Override
    HikariDataSource empty() {
        return TestDatabases.h2();
    }

    @Override
    Dialect dialect() {
        return DIALECT;
    }

    @Override
    List<BackupRunner> runners() {
        return List.of(new H2Runner());
    }
}
