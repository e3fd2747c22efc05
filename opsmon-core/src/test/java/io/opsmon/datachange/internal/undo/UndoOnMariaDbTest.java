package io.opsmon.datachange.internal.undo;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class UndoOnMariaDbTest extends UndoContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }

    @Override
    String typedTable() {
        return "CREATE TABLE typed (id INT PRIMARY KEY, n DECIMAL(40,10), ui BIGINT UNSIGNED, z INT ZEROFILL, f FLOAT,"
                + " d DOUBLE, dt DATETIME(6), ts TIMESTAMP(6) NULL, ts0 TIMESTAMP NULL, da DATE, ti TIME(3), y YEAR,"
                + " bo BOOLEAN, b1 BIT(1), b64 BIT(64), bi BINARY(4), vb VARBINARY(20), bl LONGBLOB, j JSON,"
                + " c CHAR(5), t TEXT, l VARCHAR(20) CHARACTER SET latin1, e ENUM('a','b'), s SET('x','y','z'), u UUID,"
                + " i6 INET6, p POINT, g INT AS (id * 2) STORED, v INT AS (id * 3) VIRTUAL,"
                + " seen DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)";
    }

    @Override
    List<String> typedRows() {
        String columns =
                "INSERT INTO typed (id, n, ui, z, f, d, dt, ts, ts0, da, ti, y, bo, b1, b64, bi, vb, bl, j, c, t,"
                        + " l, e, s, u, i6, p, seen) VALUES ";
        return List.of(
                "SET SESSION time_zone = '+05:30', sql_mode = ''",
                columns + "(1, 123456789012345678901234567890.0123456789, 18446744073709551615, 42, 1.1, 1e-300,"
                        + " '2026-03-29 02:30:00.123456', '2026-11-01 01:30:00.000001', '2026-11-01 01:30:00',"
                        + " '1000-01-01', '-838:59:59.999', 1999, TRUE, b'1', b'1" + "0".repeat(63) + "',"
                        + " X'00FF0000', X'', X'00275C22FF', '{\"b\": [1.10, null],  \"a\": \"\\\\\\\"\"}', 'ab',"
                        + " 'O''Neill \\\\ \\n \u4e2d\ud83d\ude00 ', '\u00e9', 'b', 'x,z',"
                        + " '2b5f4a4c-0000-0000-0000-000000000001', '::1', ST_GeomFromText('POINT(1.5 -2)', 4326),"
                        + " '2001-01-01 00:00:00')",
                columns
                        + "(2, NULL, 0, NULL, NULL, NULL, '0000-00-00', '0000-00-00', NULL, '2026-00-00', NULL, 0, FALSE,"
                        + " b'0', b'0', NULL, NULL, '', NULL, '', '', NULL, NULL, '', NULL, NULL, NULL,"
                        + " '2001-01-01 00:00:00')");
    }

    @Override
    String otherValues() {
        return "n = 7, ui = 5, z = 1, f = 3.3, d = 0.1, dt = '2000-01-01', ts = '2000-01-01', ts0 = '2000-01-01',"
                + " da = '2000-01-01', ti = '01:00', y = 2000, bo = NOT bo, b1 = NULL, b64 = 12, bi = X'01', vb = X'02',"
                + " bl = X'03', j = '[]', c = 'zz', t = 'z', l = 'z', e = 'a', s = 'y', u = UUID(), i6 = '::2',"
                + " p = ST_GeomFromText('POINT(0 0)')";
    }

    @Override
    String rowText() {
        return "CONCAT_WS('|', id, n, ui, z, CAST(f AS DOUBLE), d, dt, UNIX_TIMESTAMP(ts), UNIX_TIMESTAMP(ts0), da, ti, y,"
                + " bo, HEX(b1), HEX(b64), HEX(bi), HEX(vb), HEX(bl), HEX(j), HEX(c), HEX(t), HEX(l), e, s, u, i6,"
                + " HEX(p), g, v, seen)";
    }

    @Override
    boolean recordsCascades() {
        return false;
    }

    @Override
    String identityTable() {
        return "CREATE TABLE identity_row (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20))";
    }

    /** The storage engine checks each row at once. */
    @Override
    String deleteTree() {
        return "DELETE FROM tree ORDER BY CASE id WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 1 THEN 3 ELSE 4 END";
    }
}
