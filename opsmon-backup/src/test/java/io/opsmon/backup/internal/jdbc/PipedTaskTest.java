package io.opsmon.backup.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.internal.jdbc.CancellableTask.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipedTaskTest {

    private static final Cancellation NOTHING = () -> {};

    private static JdbcDataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:piped");
        return database;
    }

    private static void readAll(InputStream in, BooleanSupplier whole) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
        if (!whole.getAsBoolean()) {
            throw new IOException("The dump is truncated");
        }
    }

    @Test
    void endsTheOperationIfTheDumpFailsUnexpectedly() {
        AtomicBoolean hasEnded = new AtomicBoolean();

        assertThatThrownBy(() -> PipedTask.read(
                        database(),
                        out -> {
                            out.write(1);
                            throw new IllegalStateException("a defect");
                        },
                        (connection, cancellable, in, whole) -> {
                            cancellable.accept(NOTHING);
                            try {
                                readAll(in, whole);
                            } finally {
                                hasEnded.set(true);
                            }
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
        assertThat(hasEnded).isTrue();
    }

    @Test
    void endsTheOperationIfTheSinkFailsUnexpectedly() {
        OutputStream sink = new OutputStream() {
            @Override
            public void write(int value) {
                throw new IllegalStateException("a defect");
            }
        };

        assertThatThrownBy(() -> PipedTask.write(database(), sink, (connection, cancellable, out) -> {
                    cancellable.accept(NOTHING);
                    out.write(new byte[1 << 20]);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
    }
}
