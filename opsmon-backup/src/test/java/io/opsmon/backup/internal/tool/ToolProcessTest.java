package io.opsmon.backup.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uses programs that every Unix has. */
@DisabledOnOs(OS.WINDOWS)
class ToolProcessTest {

    private static ToolProcess shell(String script, Map<String, String> environment, String... secrets) {
        return new ToolProcess(List.of("/bin/sh", "-c", script), environment, List.of(secrets));
    }

    private static String output(ToolProcess process) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.run(running -> running.getInputStream().transferTo(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void handsArgumentsOverAsTheyAre() throws Exception {
        // The JVM passes arguments in the charset of the platform, and the output of the program is read as UTF-8 here.
        boolean isUtf8 = List.of("sun.jnu.encoding", "file.encoding").stream()
                .allMatch(name -> "UTF-8".equals(System.getProperty(name)));
        String letter = isUtf8 ? "ü" : "u";
        String hostile = "a b; rm -rf $HOME \"'`x` " + letter + "\n*";

        assertThat(output(new ToolProcess(List.of("/usr/bin/printf", "%s", hostile), Map.of(), List.of())))
                .isEqualTo(hostile);
    }

    @Test
    void saysWhatTheProgramSaidWithoutSecrets() {
        assertThatThrownBy(
                        () -> output(shell("echo \"no $SECRET here\" >&2; exit 3", Map.of("SECRET", "pa$$w"), "pa$$w")))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("no *** here")
                .hasMessageNotContaining("pa$$w");
    }

    @Test
    void keepsTheEndOfALongComplaint() {
        assertThatThrownBy(() -> output(
                        shell("i=0; while [ $i -lt 5000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1", Map.of())))
                .hasMessageContaining("line 4999")
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(5_000));
    }

    @Test
    void killsTheProgramWhenStorageFails() {
        assertThatThrownBy(() -> shell("while true; do echo x; done", Map.of()).run(process -> {
                    process.getInputStream().readNBytes(10);
                    throw new IOException("the disk is full");
                }))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the disk is full");
    }

    @Test
    void tellsThatAProgramWasKilled() {
        assertThatThrownBy(() -> output(shell("kill -9 $$", Map.of())))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("was killed");
    }

    @Test
    void killsTheProgramWhenItsThreadIsInterrupted() throws Exception {
        AtomicReference<@Nullable ProcessHandle> program = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread running = new Thread(() -> {
            try {
                shell("exec sleep 600", Map.of()).run(process -> {
                    program.set(process.toHandle());
                    process.getInputStream().readAllBytes();
                });
            } catch (IOException | InterruptedException failure) {
                thrown.set(failure);
            }
        });
        running.start();
        await().until(() -> program.get() != null);

        running.interrupt();
        running.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        ProcessHandle handle = program.get();
        await().until(() -> handle != null && !handle.isAlive());
    }

    @Test
    void saysWhatIsMissingAndWhatToDo(@TempDir Path directory) throws Exception {
        assertThatThrownBy(() -> Tool.find("pg_dump_of_nobody", null, "Install it."))
                .isInstanceOf(ToolException.class)
                .hasMessage("\"pg_dump_of_nobody\" was not found on the PATH. Install it.");
        assertThatThrownBy(() -> Tool.find("pg_dump", directory, "Install it."))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("was not found in \"" + directory);
    }

    @Test
    void readsVersionsAsProgramsTellThem(@TempDir Path directory) throws Exception {
        for (String[] said : new String[][] {
            {"pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15"},
            {"pg_dump (PostgreSQL) 18", "18"},
            {"mariadb-dump  Ver 10.19 Distrib 11.4.2-MariaDB", "10"}
        }) {
            Path program = directory.resolve("program");
            Files.writeString(program, "#!/bin/sh\necho '" + said[0] + "'\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            Tool tool = Tool.find("program", directory, "");
            assertThat(tool.version()).isEqualTo(said[0]);
            assertThat(tool.major()).isEqualTo(Integer.parseInt(said[1]));
        }
    }
}
