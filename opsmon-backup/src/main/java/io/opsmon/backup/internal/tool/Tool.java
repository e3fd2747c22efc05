package io.opsmon.backup.internal.tool;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An installed program.
 *
 * @param path the path of the program
 * @param version the whole version line that the program prints
 * @param major the major version
 * @since 0.1
 */
public record Tool(Path path, String version, int major) {

    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.\\d+)+|(\\d+)(?=\\D*$)");

    /**
     * Finds a program and determines its version.
     *
     * @param name the file name, without {@code .exe}
     * @param directory the directory of the program; null for the directories of {@code PATH}
     * @param remedy the advice for error messages
     * @return the program
     * @throws ToolException if the program is missing or does not print its version
     * @throws IOException if the program cannot be started
     * @throws InterruptedException if the thread is interrupted
     */
    public static Tool find(String name, @Nullable Path directory, String remedy)
            throws IOException, InterruptedException {
        Path path = (directory == null ? searchPath() : Stream.of(directory))
                .flatMap(folder -> Stream.of(folder.resolve(name), folder.resolve(name + ".exe")))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ToolException("\"" + name + "\" was not found "
                        + (directory == null ? "on the PATH" : "in \"" + directory + "\"") + ". " + remedy));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ToolProcess(List.of(path.toString(), "--version"), Map.of(), List.of())
                .run(process -> process.getInputStream().transferTo(out));
        String said = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new ToolException(
                    "\"" + path + " --version\" printed \"" + said + "\", which contains no version. " + remedy);
        }
        @Nullable String major = version.group(1) == null ? version.group(2) : version.group(1);
        return new Tool(path, said, Integer.parseInt(major));
    }

    private static Stream<Path> searchPath() {
        @Nullable String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> {
                    try {
                        return Stream.of(Path.of(folder));
                    } catch (InvalidPathException none) {
                        return Stream.empty();
                    }
                });
    }
}
