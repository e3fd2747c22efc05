package io.opsmon.console.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks the types in the JSDoc comments of the console with the TypeScript compiler. */
class ConsoleTypesTest {

    private static final String CONSOLE = "/console/";
    private static final String LIBRARIES = "/lib/";

    /** Files by the names that the compiler sees; empty texts for missing files. */
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    @Test
    void scriptsUseTheTypesThatTheyDeclare() throws IOException {
        // Shows that the compiler finds anything.
        texts.put(CONSOLE + "wrong.js", "import { number } from './format.js';\nnumber({});\nnumber(1).trim();\n");
        List<String> files = new ArrayList<>(List.of(CONSOLE + "wrong.js"));
        Console.files(".js").forEach(file -> files.add(CONSOLE + Console.name(file)));

        assertThat(check(files)).singleElement().asString().startsWith("wrong.js:2 ");
    }

    private List<String> check(List<String> files) throws IOException {
        try (Context context = Console.javaScript()) {
            Value bindings = context.getBindings("js");
            bindings.putMember("read", (ProxyExecutable) arguments -> {
                String text = texts.computeIfAbsent(arguments[0].asString(), ConsoleTypesTest::read);
                return text.isEmpty() ? null : text;
            });
            context.eval("js", "var module = { exports: {} };");
            context.eval(Console.tool("typescript", "lib/typescript.js"));
            Value found = context.eval(Console.script("check-types.js"))
                    .execute(ProxyArray.fromList(new ArrayList<Object>(files)));
            List<String> problems = new ArrayList<>();
            for (long i = 0; i < found.getArraySize(); i++) {
                problems.add(found.getArrayElement(i).asString());
            }
            return problems;
        }
    }

    private static String read(String name) {
        try {
            if (name.startsWith(LIBRARIES)) {
                return text(Console.open("typescript", name.substring(1)));
            }
            if (name.startsWith(CONSOLE + "vendor/")) {
                return text(ConsoleTypesTest.class.getResourceAsStream(name.substring(CONSOLE.length())));
            }
            Path file = Console.folder().resolve(name.substring(Math.min(name.length(), CONSOLE.length())));
            return name.startsWith(CONSOLE) && Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String text(@Nullable InputStream content) throws IOException {
        if (content == null) {
            return "";
        }
        try (content) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
