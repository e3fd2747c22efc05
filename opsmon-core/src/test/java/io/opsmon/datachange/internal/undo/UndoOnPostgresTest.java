package io.opsmon.datachange.internal.undo;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class UndoOnPostgresTest extends UndoContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }

    @Override
    String typedTable() {
        return "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (x INT, y TEXT);"
                + " CREATE DOMAIN email AS TEXT CHECK (VALUE LIKE '%@%');"
                + " CREATE TABLE typed (id INT PRIMARY KEY, n NUMERIC, m NUMERIC(12,4), f REAL, d DOUBLE PRECISION,"
                + " t TIMESTAMP, tz TIMESTAMPTZ, da DATE, ti TIME, tt TIMETZ, iv INTERVAL, b BYTEA, j JSONB, bo BOOLEAN,"
                + " u UUID, c CHAR(5), bi BIT(5), vb VARBIT, mo MOOD, p PAIR, e EMAIL, ar INT[], at TEXT[][], am MOOD[],"
                + " ap PAIR[], aj JSONB[], net INET, r INT4RANGE, po POINT, mon MONEY, x XML, ts TSVECTOR,"
                + " g INT GENERATED ALWAYS AS (id * 2) STORED)";
    }

    @Override
    List<String> typedRows() {
        String columns =
                "INSERT INTO typed (id, n, m, f, d, t, tz, da, ti, tt, iv, b, j, bo, u, c, bi, vb, mo, p, e, ar,"
                        + " at, am, ap, aj, net, r, po, mon, x, ts) VALUES ";
        return List.of(
                "SET TimeZone = 'America/New_York'",
                columns + "(1, 12345678901234567890.1200, 1.5, 1.1, 1e-300, '2026-03-29 02:30:00.123456',"
                        + " '2026-11-01 01:30:00.123456-04', '0044-03-15 BC', '23:59:59.999999', '12:00:00.5+05:30',"
                        + " '1 year -2 days 03:04:05.678901', '\\x00ff5c27', '{\"b\": [1.10, null], \"a\": \"\\\\\\\"\"}',"
                        + " true, '2b5f4a4c-0000-0000-0000-000000000001', 'ab', B'10101', B'101', 'sad',"
                        + " ROW(1, 'a, \"b\"'), 'a@b', '{1,NULL,3}', '{{\"a,b\",\"c\\\"d\"},{\"\",\"NULL\"}}', '{ok,sad}',"
                        + " ARRAY[ROW(1, 'x'), ROW(NULL, NULL)]::pair[], ARRAY['{\"k\": 1}'::jsonb, '[2.50]'::jsonb],"
                        + " '10.0.0.0/8', '[1,5)', '(1.5,-2)', '12.34', '<a>&lt;</a>', 'cat:1 fat:2')",
                columns
                        + "(2, 'NaN', NULL, 'Infinity', 'NaN', 'infinity', '-infinity', NULL, NULL, NULL, NULL, '', NULL,"
                        + " NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '{}', NULL, NULL, NULL, 'empty', NULL,"
                        + " NULL, NULL, '')",
                "RESET TimeZone");
    }

    @Override
    String otherValues() {
        return "n = 7.0, m = -7.25, f = 3.3, d = 0.1, t = '2000-01-01', tz = '2000-01-01 00:00:00+00', da = '2000-01-01',"
                + " ti = '01:00', tt = '01:00+00', iv = '1 day', b = '\\x01', j = 'true', bo = false,"
                + " u = '00000000-0000-0000-0000-000000000000', c = 'zz', bi = B'00000', vb = B'', mo = 'ok',"
                + " p = ROW(NULL, ''), e = 'z@z', ar = '{{1,2},{3,4}}', at = '{}', am = '{sad}', ap = '{}', aj = '{}',"
                + " net = '::1', r = '(,)', po = '(0,0)', mon = '0', x = '<b/>', ts = 'dog'";
    }

    @Override
    String rowText() {
        return "typed::text";
    }

    @Override
    boolean recordsCascades() {
        return true;
    }

    @Override
    String identityTable() {
        return "CREATE TABLE identity_row (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT)";
    }
}
