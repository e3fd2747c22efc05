package io.opsmon.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Limits what the starter adds to an application, as the build resolves it. */
class FootprintTest {

    private static final int MAX_JARS = 11;
    private static final long MAX_BYTES = 8_000_000;

    /** Every Spring Boot application with Spring MVC and JDBC has these. */
    private static final Pattern OF_SPRING_BOOT =
            Pattern.compile("(spring|jackson|slf4j|jspecify|snakeyaml|micrometer|commons-logging)-.*");

    /** Returns the name of the module of a directory {@code module/target/classes}. */
    private static String moduleOf(String classes) {
        String[] names = classes.split(Pattern.quote(File.separator), -1);
        return names[names.length - 3];
    }

    private static Map<String, Long> added() throws IOException {
        String classPath = Files.readString(Path.of("target", "runtime-class-path.txt"));
        Map<String, Long> added = new TreeMap<>();
        for (String element : classPath.trim().split(Pattern.quote(File.pathSeparator))) {
            Path file = Path.of(element);
            // Before the phase package, modules of this build are directories.
            boolean isModule = Files.isDirectory(file);
            String name = isModule ? moduleOf(element) : String.valueOf(file.getFileName());
            // A pom that only groups dependencies is no jar.
            if (!name.endsWith(".pom")
                    && !name.endsWith(".xml")
                    && !OF_SPRING_BOOT.matcher(name).matches()) {
                added.put(name, isModule ? zipped(file) : Files.size(file));
            }
        }
        return added;
    }

    private static long zipped(Path directory) throws IOException {
        long[] bytes = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                bytes[0]++;
            }

            @Override
            public void write(byte[] some, int offset, int length) {
                bytes[0] += length;
            }
        };
        try (ZipOutputStream zip = new ZipOutputStream(counting);
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return bytes[0];
    }

    @Test
    void addsFewAndSmallJars() throws IOException {
        Map<String, Long> added = added();

        // Of the class path that an application gets, and not of an empty file.
        assertThat(List.copyOf(added.keySet()))
                .anyMatch(name -> name.startsWith("opsmon-core"))
                .anyMatch(name -> name.startsWith("opsmon-spring-boot-starter"))
                .anyMatch(name -> name.startsWith("liquibase-core"));
        assertThat(added).hasSizeLessThanOrEqualTo(MAX_JARS);
        assertThat(added.values().stream().mapToLong(Long::longValue).sum())
                .as("bytes of %s", added)
                .isLessThanOrEqualTo(MAX_BYTES);
    }
}
