package dev.carillon.server.published;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A project outside of ours that takes the library from where it was staged, and other libraries
 * from what this build has fetched already, or from Maven Central.
 */
final class FreshProject {

  /** The program and the files of each build tool, with names between {@code @} to be replaced. */
  private static final Path TEMPLATES = Path.of("src/test/projects/shop").toAbsolutePath();

  private static final Path QUICKSTART =
      LibrarySource.REPOSITORY.resolve("docs/embed/quickstart.md");
  private static final Pattern DEPENDENCY = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

  private final Path folder;

  private FreshProject(Path folder) {
    this.folder = folder;
  }

  /** Makes the project in a new folder. */
  static FreshProject in(Path folder, Path staging) throws IOException {
    Map<String, String> names =
        Map.of(
            "@version@", LibrarySource.version(),
            "@dependency@", documentedDependency(),
            "@staging@", staging.toUri().toString(),
            "@fetched@", fetched().toUri().toString(),
            "@hikari@", LibrarySource.property("hikari.version"),
            "@slf4j@", LibrarySource.property("slf4j.version"),
            "@postgresql@", LibrarySource.property("postgresql.version"),
            "@sqlite@", LibrarySource.property("sqlite.version"));
    try (Stream<Path> templates = Files.walk(TEMPLATES)) {
      for (Path template : templates.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(template);
        for (Map.Entry<String, String> name : names.entrySet()) {
          text = text.replace(name.getKey(), name.getValue());
        }
        Path file = folder.resolve(TEMPLATES.relativize(template));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    }
    return new FreshProject(folder);
  }

  /** Compiles it with Maven, whose local repository is empty; the class path that it runs with. */
  String builtWithMaven() throws IOException, InterruptedException {
    Path paths = folder.resolve("class-path.txt");
    Command.start(
            folder,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            List.of(
                LibrarySource.REPOSITORY.resolve("mvnw").toString(),
                "--batch-mode",
                "-q",
                "-Dmaven.repo.local=" + localRepository(),
                "-Dmdep.outputFile=" + paths,
                "compile",
                "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath"))
        .printed();
    return folder.resolve("target/classes") + File.pathSeparator + Files.readString(paths);
  }

  /** Where its Maven keeps what it fetched. */
  Path localRepository() {
    return folder.resolve("repository");
  }

  /** What the program prints in a Java of its own. */
  String run(Path java, String classPath, String database)
      throws IOException, InterruptedException {
    return Command.start(
            folder,
            Map.of(),
            List.of(java.resolve("bin/java").toString(), "-cp", classPath, "shop.Shop", database))
        .printed();
  }

  /** What the program prints when Gradle compiles and runs it. */
  String runWithGradle(Path java, String database) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("gradle", "--no-daemon", "--console=plain", "-q"));
    words.addAll(List.of("-g", folder.resolve("gradle-home").toString()));
    words.addAll(List.of("-Pdatabase=" + database, "run"));
    return Command.start(folder, Map.of("JAVA_HOME", java.toString()), words).printed();
  }

  /** How the page tells to name the library. */
  private static String documentedDependency() throws IOException {
    Matcher block = DEPENDENCY.matcher(Files.readString(QUICKSTART));
    if (!block.find()) {
      throw new IllegalStateException(QUICKSTART + " does not say how to name the library");
    }
    return block.group(1);
  }

  private static Path fetched() {
    String known = System.getProperty("localRepository", "");
    return known.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(known);
  }
}
