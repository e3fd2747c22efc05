package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Absent stores get entries again later, refused entries become dead letters. */
class StoreFailureTest {

    private static SQLException withState(@Nullable String state) {
        return new SQLException("server", state);
    }

    static Stream<Throwable> absences() {
        return Stream.of(
                new QueryTimeoutException("slow"),
                new RecoverableDataAccessException("again"),
                new DataAccessResourceFailureException("no connection"),
                new PermissionDeniedDataAccessException("no right", new IllegalStateException()),
                new BadSqlGrammarException("save", "INSERT", withState(null)),
                new CannotCreateTransactionException("no connection"),
                new IllegalStateException(new InterruptedException()),
                new OutOfMemoryError(),
                new IllegalStateException(new SQLTransientConnectionException("pool")),
                new IllegalStateException(new SQLRecoverableException("again")),
                new IllegalStateException(new SQLNonTransientConnectionException("gone")),
                new IllegalStateException("custom store", new IllegalStateException(withState("08006"))));
    }

    @ParameterizedTest
    @MethodSource("absences")
    void ofTheServerAreAbsences(Throwable failure) {
        assertThat(StoreFailure.isAbsence(failure)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "25006", "28P01", "40001", "42P01", "53100", "55P03", "57P01", "58030", "3D000", "90098"
            })
    void areAbsencesByTheirState(String state) {
        assertThat(StoreFailure.isAbsence(new UncategorizedSQLException("save", "INSERT", withState(state))))
                .isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"22001", "22P05", "23505", "HY000", "0", ""})
    void ofARowAreNoAbsences(@Nullable String state) {
        assertThat(StoreFailure.isAbsence(new UncategorizedSQLException("save", "INSERT", withState(state))))
                .isFalse();
    }

    @Test
    void ofIntegrityAreNoAbsencesWhateverTheirCause() {
        assertThat(StoreFailure.isAbsence(new DataIntegrityViolationException("key", withState("40001"))))
                .isFalse();
        assertThat(StoreFailure.isAbsence(new InvalidDataAccessApiUsageException("misuse")))
                .isFalse();
        assertThat(StoreFailure.isAbsence(new IllegalArgumentException("custom store")))
                .isFalse();
    }

    @Test
    void areDescribedByTheirMostSpecificCause() {
        assertThat(StoreFailure.describe(new DataIntegrityViolationException("translated", withState("23505"))))
                .isEqualTo("java.sql.SQLException: server");
        assertThat(StoreFailure.describe(new IllegalStateException("outer", withState("23505"))))
                .isEqualTo("java.lang.IllegalStateException: outer");
    }
}
