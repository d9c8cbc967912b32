package hotseat.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of the built page, which travel inside the program below {@code page/}. */
final class Assets {
    private static final String ROOT = "page/";

    private final Path program;
    private final Function<String, @Nullable InputStream> resources;

    /**
     * @param program a folder of classes, or a jar
     * @param resources opens what the program holds at an absolute path
     */
    Assets(Path program, Function<String, @Nullable InputStream> resources) {
        this.program = program;
        this.resources = resources;
    }

    /** Of this program. */
    static Assets own() {
        try {
            var program = Assets.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return new Assets(Path.of(program), Assets.class::getResourceAsStream);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this program is at a place that has no path", e);
        }
    }

    /** Their paths, such as {@code assets/index-1a2b.js}; empty when the program was built without the page. */
    Set<String> list() {
        try {
            return Files.isDirectory(program) ? below(program.resolve(ROOT)) : inside(program);
        } catch (IOException e) {
            throw new UncheckedIOException("listing the files of the page", e);
        }
    }

    private static Set<String> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** A plain loop: the JVM compiles a stream of so many entries at once, which takes it 27 MB of memory that it keeps. */
    private static Set<String> inside(Path jar) throws IOException {
        var paths = new TreeSet<String>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entries = file.entries(); entries.hasMoreElements(); ) {
                var name = entries.nextElement().getName();
                if (name.startsWith(ROOT) && !name.endsWith("/")) {
                    paths.add(name.substring(ROOT.length()));
                }
            }
        }
        return paths;
    }

    /** Whether there is such a file: cheaper than looking for it in the list. */
    boolean has(String path) {
        try (var in = resources.apply("/" + ROOT + path)) {
            return in != null;
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + path, e);
        }
    }

    byte[] read(String path) {
        try (var in = open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    InputStream open(String path) throws IOException {
        var in = resources.apply("/" + ROOT + path);
        if (in == null) {
            throw new IOException(path + " is missing from the program");
        }
        return in;
    }
}
