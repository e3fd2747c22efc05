package io.opsmon.footprint;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the application on the class path of the tests without some jars. */
final class WithoutJars {

    private WithoutJars() {}

    @SuppressWarnings("unchecked")
    static Map<String, String> problems(List<String> jars, String property) throws Exception {
        List<URL> urls = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(element).getFileName().toString();
            if (jars.stream().anyMatch(jar -> name.startsWith(jar + "-"))) {
                removed.add(name);
            } else {
                urls.add(Path.of(element).toUri().toURL());
            }
        }
        if (removed.size() != jars.size()) {
            throw new AssertionError("Of the jars " + jars + " the class path has " + removed);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            return (Map<String, String>) loader.loadClass(SmallestApplication.class.getName())
                    .getMethod("problems", String.class)
                    .invoke(null, property);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
