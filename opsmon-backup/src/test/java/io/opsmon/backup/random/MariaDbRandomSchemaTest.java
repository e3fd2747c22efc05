package io.opsmon.backup.random;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.backup.random.RandomSchema.ColumnType;
import io.opsmon.backup.random.RandomSchema.Dialect;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import java.util.Random;

class MariaDbRandomSchemaTest extends RandomSchemaContract {

    private static final Dialect DIALECT = new Dialect(
            '`',
            List.of(
                    new ColumnType("smallint", random -> String.valueOf((short) random.nextInt())),
                    new ColumnType("bigint unsigned", random -> String.valueOf(random.nextLong() >>> 1)),
                    new ColumnType("decimal(20, 6)", random -> String.valueOf(random.nextInt() / 7.0)),
                    new ColumnType("double", random -> String.valueOf(random.nextDouble())),
                    new ColumnType("float", random -> String.valueOf(random.nextFloat())),
                    new ColumnType("varchar(40) CHARACTER SET utf8mb4", random -> text(random, 40)),
                    new ColumnType("char(10) CHARACTER SET utf8mb4", random -> text(random, 10)),
                    new ColumnType("longtext CHARACTER SET utf8mb4", random -> text(random, 5_000)),
                    new ColumnType("boolean", random -> String.valueOf(random.nextBoolean())),
                    new ColumnType(
                            "date", random -> "date_add('2000-01-01', INTERVAL " + random.nextInt(9_999) + " DAY)"),
                    new ColumnType("datetime(6)", random -> "'2026-01-01 23:59:59." + random.nextInt(999_999) + "'"),
                    new ColumnType("time(3)", random -> "'-23:59:59." + random.nextInt(999) + "'"),
                    new ColumnType("year", random -> String.valueOf(1970 + random.nextInt(99))),
                    new ColumnType("uuid", random -> "uuid()"),
                    new ColumnType("varbinary(50)", random -> "unhex(md5('" + random.nextInt() + "'))"),
                    new ColumnType("longblob", random -> "repeat(unhex('00275c'), " + random.nextInt(2_000) + ")"),
                    new ColumnType("json", random -> "'{\"k\":  [1, " + random.nextInt() + "]}'"),
                    new ColumnType("enum('a', 'b c')", random -> random.nextBoolean() ? "'a'" : "'b c'"),
                    new ColumnType("set('a', 'b c')", random -> random.nextBoolean() ? "''" : "'a,b c'"),
                    new ColumnType("bit(9)", random -> "b'" + Integer.toBinaryString(random.nextInt(511)) + "'"),
                    new ColumnType("point", random -> "point(" + random.nextInt(9) + ", 1.5)"),
                    new ColumnType("inet6", random -> "'::" + random.nextInt(255) + "'")));

    /** A backslash begins an escape. */
    private static String text(Random random, int most) {
        return RandomSchema.text(random, most).replace("\\", "\\\\");
    }

    @Override
    HikariDataSource empty() {
        return TestDatabases.mariaDb();
    }

    @Override
    Dialect dialect() {
        return DIALECT;
    }

    @Override
    List<BackupRunner> runners() {
        return List.of(
                new MariaDbRunner(DumpMethod.JDBC, null),
                new MariaDbRunner(DumpMethod.AUTO, TestDatabases.mariaDbTools()));
    }
}
