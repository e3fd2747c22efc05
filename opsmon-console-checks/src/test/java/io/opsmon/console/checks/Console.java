package io.opsmon.console.checks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.jspecify.annotations.Nullable;

/** The console's files, and an engine for the JavaScript of tools. */
final class Console {

    private static final Path FOLDER =
            Path.of("..", "opsmon-spring-boot-starter", "src", "main", "resources", "io", "opsmon", "console");

    private Console() {}

    /** Returns the folder of the console. */
    static Path folder() {
        return FOLDER;
    }

    /** Returns the files with an ending, in alphabetical order. */
    static List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the path of a file in the console's folder, with slashes. */
    static String name(Path file) {
        return FOLDER.relativize(file).toString().replace('\\', '/');
    }

    /** Returns an engine that interprets JavaScript; without a compiler, which needs another JVM. */
    static Context javaScript() {
        Engine engine = Engine.newBuilder("js")
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        return Context.newBuilder("js")
                .engine(engine)
                .allowHostAccess(HostAccess.ALL)
                .build();
    }

    /** Returns a script of this module. */
    static Source script(String name) throws IOException {
        return source(
                name,
                Objects.requireNonNull(Console.class.getResource(name), name).openStream());
    }

    /** Returns a script of a tool. The version is a system property with the name of the tool. */
    static Source tool(String tool, String path) throws IOException {
        return source(path, Objects.requireNonNull(open(tool, path), path));
    }

    /** Opens a file of a tool; null if the tool has no such file. */
    static @Nullable InputStream open(String tool, String path) {
        String version = Objects.requireNonNull(System.getProperty(tool + ".version"), "run by Maven");
        return Console.class.getResourceAsStream("/META-INF/resources/webjars/" + tool + "/" + version + "/" + path);
    }

    private static Source source(String name, InputStream content) throws IOException {
        try (content) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return Source.newBuilder("js", text, name).build();
        }
    }
}
