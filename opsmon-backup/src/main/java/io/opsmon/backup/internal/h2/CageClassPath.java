package io.opsmon.backup.internal.h2;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.TableReader;
import io.opsmon.chain.Hash;
import io.opsmon.internal.file.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class path of the cage: the classes of H2 and a few classes of opsmon, copied byte by byte into a private
 * directory. The classes may come from jars, nested jars or directories. No class of the application is copied, even if
 * all classes are in one jar. Stateless.
 */
final class CageClassPath {

    private static final String H2 = "org/h2/";
    private static final String VERSIONS = "META-INF/versions/";

    /** The classes to copy, each with its nested classes. */
    private static final List<Class<?>> CLASSES = List.of(
            CageMain.class,
            CageMessage.class,
            CagedRestore.class,
            ScriptOrder.class,
            ScriptSettings.class,
            ScriptStatement.class,
            UncheckedFunction.class,
            H2Contents.class,
            TableReader.class,
            TableContent.class,
            TableProgress.class,
            Hash.class);

    private CageClassPath() {}

    /**
     * Copies the classes.
     *
     * @param directory the private directory
     * @return the class path
     * @throws CageUnavailableException if the classes cannot be read as bytes
     * @throws IOException if the directory cannot be written to
     */
    static String writtenTo(Path directory) throws CageUnavailableException, IOException {
        Path own = directory.resolve("cage.jar");
        Path h2 = directory.resolve("h2.jar");
        try (JarOutputStream jar = jar(own)) {
            for (Class<?> each : CLASSES) {
                add(jar, each);
            }
        }
        try (JarOutputStream jar = jar(h2)) {
            addH2(jar);
        }
        return own + File.pathSeparator + h2;
    }

    private static JarOutputStream jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        OutputStream out = Channels.newOutputStream(
                PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        JarOutputStream jar = new JarOutputStream(new java.io.BufferedOutputStream(out, 1 << 16), manifest);
        // The jar is read once, so compression would cost more time than it saves.
        jar.setLevel(Deflater.NO_COMPRESSION);
        return jar;
    }

    private static void add(JarOutputStream jar, Class<?> type) throws IOException, CageUnavailableException {
        if (!add(jar, type, type.getName())) {
            throw unreadable("the class file of " + type.getName() + " cannot be read");
        }
        for (Class<?> nested : type.getDeclaredClasses()) {
            add(jar, nested);
        }
        // Anonymous classes are numbered.
        int number = 1;
        while (add(jar, type, type.getName() + "$" + number)) {
            number++;
        }
    }

    private static boolean add(JarOutputStream jar, Class<?> beside, String name) throws IOException {
        String file = name.replace('.', '/') + ".class";
        try (@Nullable InputStream bytes = beside.getResourceAsStream("/" + file)) {
            if (bytes == null) {
                return false;
            }
            jar.putNextEntry(new ZipEntry(file));
            bytes.transferTo(jar);
            jar.closeEntry();
            return true;
        }
    }

    private static void addH2(JarOutputStream jar) throws CageUnavailableException, IOException {
        @Nullable CodeSource source = Driver.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw unreadable("the class loader does not provide the location of the classes of H2");
        }
        String location = source.getLocation().toString();
        try {
            if (location.startsWith("file:") && Files.isDirectory(Path.of(new URI(location)))) {
                addDirectory(jar, Path.of(new URI(location)));
            } else {
                addJar(jar, location);
            }
        } catch (URISyntaxException | IllegalArgumentException | IOException failure) {
            throw unreadable("the classes of H2 cannot be read from " + location + ": " + failure);
        }
    }

    /** Adds the classes of a jar, which may be nested, with the URL as "jar:...!/", too. */
    private static void addJar(JarOutputStream jar, String location) throws IOException, URISyntaxException {
        String file = location.startsWith("jar:") && location.endsWith("!/")
                ? location.substring("jar:".length(), location.length() - "!/".length())
                : location;
        boolean isFound = false;
        try (JarInputStream classes = new JarInputStream(opened(file))) {
            @Nullable JarEntry entry = classes.getNextJarEntry();
            while (entry != null) {
                if (!entry.isDirectory() && isOfH2(entry.getName())) {
                    jar.putNextEntry(new ZipEntry(entry.getName()));
                    classes.transferTo(jar);
                    jar.closeEntry();
                    isFound = true;
                }
                entry = classes.getNextJarEntry();
            }
        }
        if (!isFound) {
            throw new IOException("the jar contains no classes of H2");
        }
    }

    private static InputStream opened(String url) throws IOException, URISyntaxException {
        return url.startsWith("file:") ? Files.newInputStream(Path.of(new URI(url))) : new URL(url).openStream();
    }

    private static void addDirectory(JarOutputStream jar, Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
                if (isOfH2(name) && Files.isRegularFile(file)) {
                    jar.putNextEntry(new ZipEntry(name));
                    Files.copy(file, jar);
                    jar.closeEntry();
                }
            }
        }
    }

    private static boolean isOfH2(String entry) {
        return entry.startsWith(H2)
                || (entry.startsWith(VERSIONS) && entry.startsWith(H2, entry.indexOf('/', VERSIONS.length()) + 1));
    }

    private static CageUnavailableException unreadable(String reason) {
        return new CageUnavailableException(
                reason, "Run the application from its jars or from directories of classes, not as a native image");
    }
}
