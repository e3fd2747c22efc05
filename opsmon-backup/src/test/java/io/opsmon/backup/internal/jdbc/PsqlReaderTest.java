package io.opsmon.backup.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PsqlReaderTest {

    /** Returns few bytes at a time, as a pipe does. */
    private static InputStream slowly(String script) {
        return new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 3));
            }
        };
    }

    private static List<String> statements(String script) throws IOException {
        List<String> all = new ArrayList<>();
        PsqlReader reader = new PsqlReader(slowly(script));
        while (reader.next()) {
            all.add(reader.sql());
            if (reader.hasRows()) {
                all.add(new String(reader.rows().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b', 'it''s;', \"c;\"\"d\"",
                "SELECT E'\\';', e'\\\\', U&'\\0061;', B'1'",
                "SELECT $1, $$;$$, $x$ ; $$ ; $y$ ; $x$, a$b$c",
                "SELECT 1 /* ; /* ; */ ; */ + 2 -- ; '\n + 3",
                "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END",
                "CREATE OR REPLACE PROCEDURE public.p() LANGUAGE sql BEGIN ATOMIC SELECT 1; END",
                "CREATE FUNCTION \"end\"() RETURNS int LANGUAGE sql AS $$ begin; $$",
                "COMMENT ON TABLE t IS '\n-- Name: x; Type: TABLE\n'",
                "SELECT 'ünï;' AS \"größe;\"",
            })
    void endsAStatementWherePsqlEndsIt(String statement) throws Exception {
        assertThat(statements("-- Name: a; Type: b\n\n" + statement + ";\n\n" + statement + ";SELECT 3;\n"))
                .containsExactly(statement, statement, "SELECT 3");
    }

    @Test
    void readsRowsAndSkipsCommandsOfPsql() throws Exception {
        String script = """
                \\restrict a;b
                SELECT 1;
                COPY public.t (a) FROM stdin;
                -- 1;
                \\\\.
                \\.

                COPY public.u FROM stdin;
                \\.
                SELECT 2;
                \\unrestrict a;b
                """;
        assertThat(statements(script))
                .containsExactly(
                        "SELECT 1",
                        "COPY public.t (a) FROM stdin",
                        "-- 1;\n\\\\.\n",
                        "COPY public.u FROM stdin",
                        "",
                        "SELECT 2");
    }

    @Test
    void readsStringsWithBackslashesIfTheScriptSaysSo() throws Exception {
        assertThat(statements("SET standard_conforming_strings = off;\nSELECT 'a\\';b';\n"))
                .containsExactly("SET standard_conforming_strings = off", "SELECT 'a\\';b'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 'a;",
                "SELECT $$;",
                "/* ;",
                "COPY t FROM stdin;\n1\n",
                "SELECT \"a;",
                "CREATE RULE (;"
            })
    void refusesATruncatedScript(String script) {
        assertThatThrownBy(() -> statements("SELECT 0;\n" + script)).isInstanceOf(EOFException.class);
    }
}
