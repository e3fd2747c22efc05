package io.opsmon.datachange.internal.undo;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class UndoOnH2Test extends UndoContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }

    @Override
    String typedTable() {
        return "CREATE TABLE typed (id INT PRIMARY KEY, n DECIMAL(40,10), df DECFLOAT, r REAL, d DOUBLE PRECISION,"
                + " t TIMESTAMP(9), tz TIMESTAMP(9) WITH TIME ZONE, da DATE, ti TIME(9), tt TIME(6) WITH TIME ZONE,"
                + " iv INTERVAL DAY TO SECOND, bi BINARY(3), vb VARBINARY(20), bl BLOB, cl CLOB, j JSON, bo BOOLEAN,"
                + " u UUID, c CHAR(5), e ENUM('a', 'b'), ar INTEGER ARRAY, at VARCHAR(20) ARRAY, aa INTEGER ARRAY ARRAY,"
                + " at2 TIMESTAMP ARRAY, g INT GENERATED ALWAYS AS (id * 2))";
    }

    @Override
    List<String> typedRows() {
        String columns =
                "INSERT INTO typed (id, n, df, r, d, t, tz, da, ti, tt, iv, bi, vb, bl, cl, j, bo, u, c, e, ar, at,"
                        + " aa, at2) VALUES ";
        return List.of(
                columns + "(1, 123456789012345678901234567890.0123456789, 1E+30, 1.1, 1E-300,"
                        + " TIMESTAMP '2026-03-29 02:30:00', TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+01:00',"
                        + " DATE '0010-01-01', TIME '23:59:59.123456789', TIME WITH TIME ZONE '12:00:00+05:30',"
                        + " INTERVAL '1 02:03:04.5' DAY TO SECOND, X'010203', X'', X'00275C', 'O''Neill \\ \n\u4e2d',"
                        + " JSON '{\"b\": [1.10, null]}', TRUE, '2b5f4a4c-0000-0000-0000-000000000001', 'ab', 'b',"
                        + " ARRAY[1, NULL, 3], ARRAY['a, \"b\"', '', 'NULL'], ARRAY[ARRAY[1], ARRAY[2, 3]],"
                        + " ARRAY[TIMESTAMP '2026-01-01 10:00:00.5'])",
                columns + "(2, NULL, NULL, 'Infinity', 'NaN', TIMESTAMP '2026-01-01 10:11:12.123456789',"
                        + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00.5Z', NULL, TIME '12:00:00', NULL, NULL, NULL, NULL,"
                        + " NULL, '', JSON 'null', NULL, NULL, '', NULL, ARRAY[], NULL, NULL, NULL)");
    }

    @Override
    String otherValues() {
        return "n = 7, df = 1, r = 3.3, d = 0.1, t = TIMESTAMP '2000-01-01 00:00:00',"
                + " tz = TIMESTAMP WITH TIME ZONE '2000-01-01 00:00:00Z', da = DATE '2000-01-01', ti = TIME '01:00:00',"
                + " tt = TIME WITH TIME ZONE '01:00:00Z', iv = INTERVAL '2 00:00:00' DAY TO SECOND, bi = X'000000',"
                + " vb = X'02', bl = X'03', cl = 'z', j = JSON '[]', bo = FALSE, u = RANDOM_UUID(), c = 'zz', e = 'a',"
                + " ar = ARRAY[9], at = ARRAY['z'], aa = ARRAY[ARRAY[9]], at2 = ARRAY[TIMESTAMP '2000-01-01 00:00:00']";
    }

    @Override
    String rowText() {
        return "CONCAT_WS('|', id, n, df, r, d, t, tz, da, ti, tt, iv, bi, vb, bl, cl, j, bo, u, c, e, ar, at, aa, at2, g)";
    }

    @Override
    boolean recordsCascades() {
        return true;
    }

    @Override
    String identityTable() {
        return "CREATE TABLE identity_row (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name VARCHAR(20))";
    }

    /** H2 checks each row at once. */
    @Override
    String deleteTree() {
        return "DELETE FROM tree WHERE id > 0";
    }
}
