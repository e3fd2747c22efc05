package io.opsmon.console.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks that the console's scripts and style sheet have the format of Prettier. {@code mvn test -pl
 * opsmon-console-checks -Dopsmon.console.format=write} formats them.
 */
class ConsoleFormatTest {

    private static final int MAX_COLUMNS = 120;
    private static final List<String> PLUGINS = List.of("babel", "estree", "html", "postcss");

    @Test
    void filesAreFormatted() throws IOException {
        boolean isWriting = "write".equals(System.getProperty("opsmon.console.format"));
        List<String> others = new ArrayList<>();
        try (Context context = Console.javaScript()) {
            context.eval(Console.tool("prettier", "standalone.js"));
            for (String plugin : PLUGINS) {
                context.eval(Console.tool("prettier", "plugins/" + plugin + ".js"));
            }
            Value format = context.eval(Console.script("format.js"));
            for (Path file : Stream.concat(Console.files(".js").stream(), Console.files(".css").stream())
                    .toList()) {
                String text = Files.readString(file);
                String formatted = format(format, file, text);
                if (formatted.equals(text)) {
                    continue;
                }
                if (isWriting) {
                    Files.writeString(file, formatted);
                } else {
                    others.add(Console.name(file));
                }
            }
        }

        assertThat(others).isEmpty();
    }

    private static String format(Value format, Path file, String text) {
        AtomicReference<@Nullable String> formatted = new AtomicReference<>();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        format.execute(
                text,
                file.toString().endsWith(".css") ? "css" : "babel",
                (ProxyExecutable) arguments -> {
                    formatted.set(arguments[0].asString());
                    return null;
                },
                (ProxyExecutable) arguments -> {
                    failure.set(arguments[0].toString());
                    return null;
                });
        assertThat(failure.get()).as(file.toString()).isNull();
        return Objects.requireNonNull(formatted.get());
    }

    /** The formatter breaks neither comments nor texts. */
    @Test
    void linesFitOnAPage() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Console.files(".js")) {
            if (Console.name(file).startsWith("locale/")) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > MAX_COLUMNS) {
                    tooLong.add(Console.name(file) + ":" + (i + 1));
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }
}
