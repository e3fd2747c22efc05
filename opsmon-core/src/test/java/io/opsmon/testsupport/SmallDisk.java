package io.opsmon.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A small file system, which a test can fill. Needs the right to mount one; the test is skipped with a message
 * elsewhere.
 */
public final class SmallDisk {

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts a disk of some kilobytes below a directory. */
    public static SmallDisk mount(Path directory, int kilobytes) throws IOException, InterruptedException {
        Path path = Files.createDirectories(directory.resolve("disk"));
        if (!run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", path.toString())) {
            String message = "A small file system cannot be mounted here: a full disk is not tested";
            System.err.println("SKIPPED: " + message);
            Assumptions.abort(message);
        }
        return new SmallDisk(path);
    }

    /** Where it is mounted. */
    public Path path() {
        return path;
    }

    /** Unmounts it. */
    public void unmount() throws InterruptedException {
        run("umount", "-l", path.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
