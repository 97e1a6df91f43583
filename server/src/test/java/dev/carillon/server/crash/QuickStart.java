package dev.carillon.server.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts servers from a cache of loaded classes, which the first one writes when it stops: the
 * tests start hundreds. Such a cache wants jars, so folders of classes are packed. All of it lies
 * in a folder that ends with these tests.
 */
final class QuickStart {

  /** Lets a server write the cache where there is none that fits. */
  static final String WRITES = "-XX:+AutoCreateSharedArchive";

  private QuickStart() {}

  /** A launch whose jars and cache are new. */
  static Launch fresh() {
    try {
      Path folder = Files.createTempDirectory("carillon-quick-start");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return in(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Launch in(Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      jars.add((Files.isDirectory(path) ? packed(path, folder, jars.size()) : path).toString());
    }
    return new Launch(
        List.of(),
        List.of(WRITES, "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"), "-Xlog:disable"),
        String.join(File.pathSeparator, jars));
  }

  private static Path packed(Path classes, Path into, int number) throws IOException {
    Path jar = into.resolve(number + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> !path.equals(classes)).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        // folders too: scripts are found by listing theirs
        boolean folder = Files.isDirectory(file);
        entries.putNextEntry(new JarEntry(folder ? name + "/" : name));
        if (!folder) {
          Files.copy(file, entries);
        }
      }
    }
    return jar;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException left) {
      // it lies where the system cleans up
    }
  }
}
