package dev.carillon.server.story;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A folder that looks like a fresh clone that was just built: the launcher is the real one, the
 * jars of its two programs stand for the classes under test.
 */
record Clone(Path root) {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> SHARED =
      List.of(
          "carillon", "ops/find-jdk.sh", "samples/bell.png", "samples/receiver-node/receiver.mjs");

  static Clone in(Path root) throws IOException {
    for (String directory :
        List.of(
            "ops",
            ".mvn",
            "hooks/src/main",
            "cli/src/main",
            "server/src/main",
            "samples/receiver-node")) {
      Files.createDirectories(root.resolve(directory));
    }
    for (String pom : List.of("pom.xml", "hooks/pom.xml", "cli/pom.xml", "server/pom.xml")) {
      Files.writeString(root.resolve(pom), "<project/>");
    }
    for (String file : SHARED) {
      Files.copy(REPOSITORY.resolve(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path target = Files.createDirectories(root.resolve("server/target"));
    String classPath = classPath(target);
    jar(target.resolve("carillon-server.jar"), "dev.carillon.server.Main", classPath);
    Path client = Files.createDirectories(root.resolve("cli/target"));
    jar(client.resolve("carillon-cli.jar"), "dev.carillon.cli.Main", classPath);
    Files.writeString(target.resolve("carillon-server.built"), "");
    return new Clone(root);
  }

  static Path readme() {
    return REPOSITORY.resolve("README.md");
  }

  /** The class path of the tests, in which folders are packed into jars here. */
  private static String classPath(Path target) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path library = Path.of(entry);
      if (Files.isDirectory(library)) {
        library = packed(library, target.resolve("lib" + entries.size() + ".jar"));
      }
      entries.add(library.toUri().toString());
    }
    return String.join(" ", entries);
  }

  private static void jar(Path path, String main, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main);
    attributes.put(Attributes.Name.CLASS_PATH, classPath);
    try (OutputStream file = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.finish();
    }
  }

  /** A start-up cache wants jars, and migrations are looked for in folders that have an entry. */
  private static Path packed(Path classes, Path jar) throws IOException {
    try (Stream<Path> files = Files.walk(classes);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files.filter(each -> !each.equals(classes)).sorted().toList()) {
        boolean folder = Files.isDirectory(file);
        out.putNextEntry(new JarEntry(classes.relativize(file) + (folder ? "/" : "")));
        if (!folder) {
          Files.copy(file, out);
        }
      }
    }
    return jar;
  }
}
