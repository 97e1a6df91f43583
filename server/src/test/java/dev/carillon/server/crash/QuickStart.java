package dev.carillon.server.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts servers from a cache of loaded classes, which the first one writes when it stops: for
 * tests that start it often. Such a cache wants jars, so folders of classes are packed.
 */
final class QuickStart {

  private QuickStart() {}

  /** A launch whose jars and cache lie in this folder. */
  static Launch in(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> jars = new ArrayList<>();
    for (String entry : Launch.PLAIN.classPath().split(File.pathSeparator)) {
      Path path = Path.of(entry);
      jars.add((Files.isDirectory(path) ? packed(path, folder, jars.size()) : path).toString());
    }
    return Launch.PLAIN
        .from(String.join(File.pathSeparator, jars))
        .with(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"),
            "-Xlog:disable");
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
}
