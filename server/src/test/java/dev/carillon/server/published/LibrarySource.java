package dev.carillon.server.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
