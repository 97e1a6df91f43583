package dev.carillon.server.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of what the library is built from, so that no other build is in the way. */
final class LibrarySource {

  /** The artifacts with a jar, by the folders of their modules. */
  static final List<String> MODULES =
      List.of("hooks", "hooks-store-contracts", "hooks-jdbc", "hooks-testkit", "hooks-spring");

  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");

  private final Path folder;

  private LibrarySource(Path folder) {
    this.folder = folder;
  }

  /** Copies it into a new folder. */
  static LibrarySource copiedTo(Path folder) throws IOException {
    LibrarySource source = new LibrarySource(folder);
    for (String file : List.of("pom.xml", "mvnw", "LICENSE", "ops/find-jdk.sh", "ops/stage")) {
      source.copy(file);
    }
    source.copyAll(".mvn");
    for (MatchResult module :
        MODULE.matcher(Files.readString(REPOSITORY.resolve("pom.xml"))).results().toList()) {
      source.copy(module.group(1) + "/pom.xml");
    }
    for (String module : MODULES) {
      source.copyAll(module + "/src/main");
    }
    return source;
  }

  /**
   * Begins to build what is published into a folder.
   *
   * @param environment of the build
   */
  Command staging(Path staging, Map<String, String> environment) throws IOException {
    return Command.start(
        folder, environment, List.of(folder.resolve("ops/stage").toString(), staging.toString()));
  }

  /**
   * Begins to build the core and the façade, without tests.
   *
   * @param words what Maven is to do, and how
   */
  Command maven(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("mvnw").toString()));
    command.addAll(List.of("--batch-mode", "-q", "-Dquick", "-Dmaven.test.skip=true"));
    command.addAll(List.of("-pl", "hooks,hooks-jdbc", "-am"));
    command.addAll(words);
    return Command.start(
        folder, Map.of("JAVA_HOME", System.getProperty("java.home")), List.copyOf(command));
  }

  /** Replaces a text in a file of the copy, which has it once. */
  void replace(String file, String before, String after) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    int at = text.indexOf(before);
    if (at < 0 || text.indexOf(before, at + 1) >= 0) {
      throw new IllegalStateException(file + " does not have this once: " + before);
    }
    Files.writeString(path, text.replace(before, after));
  }

  /** Gives the copy another version, in all its poms. */
  void versioned(String before, String after) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path pom : files.filter(each -> each.endsWith("pom.xml")).toList()) {
        String text = Files.readString(pom);
        Files.writeString(
            pom,
            text.replace("<version>" + before + "</version>", "<version>" + after + "</version>"));
      }
    }
  }

  /**
   * The value of a property in the root {@code pom.xml}, such as {@code postgresql.version}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static String property(String name) throws IOException {
    return Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)<")
        .matcher(Files.readString(REPOSITORY.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  /** The library's version. */
  static String version() throws IOException {
    return property("version");
  }

  private void copyAll(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(directory))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(REPOSITORY.relativize(file).toString());
      }
    }
  }

  private void copy(String file) throws IOException {
    Path target = folder.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(REPOSITORY.resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
  }
}
