package dev.carillon.server.published;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  /** Programs and the files of each build tool, with names between {@code @} to be replaced. */
  private static final Path TEMPLATES = Path.of("src/test/projects").toAbsolutePath();

  private static final Path PAGES = LibrarySource.REPOSITORY.resolve("docs/embed");
  private static final Pattern DEPENDENCY = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

  private final Path folder;

  private FreshProject(Path folder) {
    this.folder = folder;
  }

  /** Makes a project in a new folder: a shop that publishes one order and ends. */
  static FreshProject in(Path folder, Path staging) throws IOException {
    return of("shop", "quickstart.md", folder, staging, Map.of());
  }

  /** One in plain Java that places orders. */
  static FreshProject plain(Path folder, Path staging) throws IOException {
    return of("orders", "quickstart.md", folder, staging, Map.of());
  }

  /**
   * The same in Spring Boot.
   *
   * @param version of Spring Boot
   * @param json the starter that brings its Jackson
   */
  static FreshProject spring(Path folder, Path staging, String version, String json)
      throws IOException {
    Map<String, String> more = Map.of("@boot@", version, "@json@", json);
    return of("spring-orders", "spring-boot.md", folder, staging, more);
  }

  private static FreshProject of(
      String template, String page, Path folder, Path staging, Map<String, String> more)
      throws IOException {
    Map<String, String> names = new LinkedHashMap<>(more);
    names.put("@repositories@", Files.readString(TEMPLATES.resolve("repositories.xml")));
    names.put("@dependency@", documentedDependency(PAGES.resolve(page)));
    names.put("@testkit@", documentedDependency(PAGES.resolve("testing.md")));
    names.put("@version@", LibrarySource.version());
    names.put("@staging@", staging.toUri().toString());
    names.put("@fetched@", fetched().toUri().toString());
    for (String library : List.of("hikari", "slf4j", "postgresql", "sqlite", "junit")) {
      names.put("@" + library + "@", LibrarySource.property(library + ".version"));
    }
    Path source = TEMPLATES.resolve(template);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(each);
        for (Map.Entry<String, String> name : names.entrySet()) {
          text = text.replace(name.getKey(), name.getValue());
        }
        Path file = folder.resolve(source.relativize(each));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    }
    return new FreshProject(folder);
  }

  /** Compiles it with Maven, whose local repository is empty; the class path that it runs with. */
  String builtWithMaven() throws IOException, InterruptedException {
    return built(Map.of(), "compile");
  }

  /**
   * The same, after its own tests have passed.
   *
   * @param database for those that need one
   */
  String testedWithMaven(String database) throws IOException, InterruptedException {
    return built(Map.of("SPRING_DATASOURCE_URL", database), "test");
  }

  private String built(Map<String, String> environment, String phase)
      throws IOException, InterruptedException {
    Path paths = folder.resolve("class-path.txt");
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    Command.start(
            folder,
            variables,
            List.of(
                LibrarySource.REPOSITORY.resolve("mvnw").toString(),
                "--batch-mode",
                "-q",
                "-Dmaven.repo.local=" + localRepository(),
                "-Dmdep.outputFile=" + paths,
                "-DincludeScope=runtime",
                phase,
                "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath"))
        .printed();
    return folder.resolve("target/classes") + File.pathSeparator + Files.readString(paths);
  }

  /** Where its Maven keeps what it fetched. */
  Path localRepository() {
    return folder.resolve("repository");
  }

  /** What the shop prints in a Java of its own. */
  String run(Path java, String classPath, String database)
      throws IOException, InterruptedException {
    return start(java, classPath, "shop.Shop", database).printed();
  }

  /** Starts a program of the project in a Java of its own. */
  Command start(Path java, String classPath, String program, String... arguments)
      throws IOException {
    List<String> words =
        new ArrayList<>(List.of(java.resolve("bin/java").toString(), "-cp", classPath, program));
    words.addAll(List.of(arguments));
    return Command.start(folder, Map.of(), words);
  }

  /** What the program prints when Gradle compiles and runs it. */
  String runWithGradle(Path java, String database) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("gradle", "--no-daemon", "--console=plain", "-q"));
    words.addAll(List.of("-g", folder.resolve("gradle-home").toString()));
    words.addAll(List.of("-Pdatabase=" + database, "run"));
    return Command.start(folder, Map.of("JAVA_HOME", java.toString()), words).printed();
  }

  /** How a page tells to name the library. */
  private static String documentedDependency(Path page) throws IOException {
    Matcher block = DEPENDENCY.matcher(Files.readString(page));
    if (!block.find()) {
      throw new IllegalStateException(page + " does not say how to name the library");
    }
    return block.group(1);
  }

  /** Where this build keeps what it fetched. */
  static Path fetched() {
    String known = System.getProperty("localRepository", "");
    return known.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(known);
  }
}
