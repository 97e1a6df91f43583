package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ErrorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern PROBLEM = Pattern.compile("new Problem\\( ?(\\d{3}, \"\\w+)\"");
  private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| (\\d{3} \\| `\\w+)` \\|");
  private static final Pattern ARTIFACT =
      Pattern.compile(
          "<(?:dependency|plugin|path)>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

  @Test
  void everyDependencyOfThePomsHasItsReason() throws IOException {
    TreeSet<String> artifacts = new TreeSet<>();
    for (Path pom : poms()) {
      artifacts.addAll(matches(ARTIFACT, Files.readString(pom)));
    }
    artifacts.removeIf(name -> name.startsWith("carillon-") || name.endsWith("-bom"));
    artifacts.remove("${project.artifactId}"); // its release before, to be compared with
    String reasons = Files.readString(REPOSITORY.resolve("docs/dependencies.md"));

    assertThat(artifacts).contains("jetty-server", "error_prone_core", "spotless-maven-plugin");
    assertThat(artifacts).allSatisfy(name -> assertThat(reasons).contains("`" + name + "`"));
  }

  @Test
  void everyLinkInTheDocumentsLeadsSomewhere() throws IOException {
    List<String> links = new ArrayList<>();
    for (Path document : documents()) {
      for (String link : matches(LINK, Files.readString(document))) {
        if (!link.startsWith("https://")) {
          links.add(link);
          String[] parts = link.split("#", 2);
          Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
          assertThat(target).as("%s in %s", link, document).exists();
          if (parts.length == 2 && target.toString().endsWith(".md")) {
            assertThat(anchors(target)).as("%s in %s", link, document).contains(parts[1]);
          }
        }
      }
    }
    assertThat(links).hasSizeGreaterThan(200);
  }

  /** Also those that were renamed. */
  @Test
  void everyTestThatADocumentNamesIsThere() throws IOException {
    Pattern type = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");
    Pattern named = Pattern.compile("`(\\w+(?:Test|Contract))\\b");
    TreeSet<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      Pattern source =
          Pattern.compile(".*/(src/test|hooks-(?:testkit|store-contracts)/src/main)/.*\\.java");
      for (Path file : files.filter(each -> source.matcher(each.toString()).matches()).toList()) {
        types.addAll(matches(type, Files.readString(file)));
      }
    }
    List<Path> documents = new ArrayList<>(documents());
    documents.add(REPOSITORY.resolve("server/src/test/mutants.md"));
    documents.add(REPOSITORY.resolve("hooks-store-contracts/README.md"));
    for (Path document : documents) {
      assertThat(types)
          .as(document.toString())
          .containsAll(matches(named, Files.readString(document)));
    }
  }

  @Test
  void everyDecisionStandsInTheIndexAndReplacedOnesSaySo() throws IOException {
    String index = Files.readString(REPOSITORY.resolve("docs/decisions/README.md"));
    try (Stream<Path> files = Files.list(REPOSITORY.resolve("docs/decisions"))) {
      for (Path file : files.filter(each -> each.toString().matches(".*/\\d.*")).toList()) {
        String name = file.getFileName().toString();
        int number = Integer.parseInt(name.substring(0, 4));
        List<String> lines =
            index.lines().filter(line -> line.startsWith("- [" + number + "](")).toList();
        assertThat(lines).as(name).singleElement().asString().contains("](" + name + ")");
        boolean replaced =
            Files.readAllLines(file).get(2).matches("\\*(Replaced|Partly replaced) by .*");
        assertThat(lines.getFirst().contains("replaced by")).as(name).isEqualTo(replaced);
      }
    }
  }

  /** Users search for the words that they see: headings in quotes are messages of the product. */
  @Test
  void everyMessageThatHasAHeadingIsOneOfTheProduct() throws IOException {
    List<String> messages =
        matches(
            Pattern.compile("(?m)^## \"(.*)\"$"),
            Files.readString(REPOSITORY.resolve("docs/errors.md")));
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("hooks", "hooks-jdbc", "hooks-spring", "server")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module).resolve("src/main"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    StringBuilder all = new StringBuilder();
    for (Path file : sources) {
      all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
    }

    assertThat(messages).hasSizeGreaterThan(4);
    String source = all.toString();
    assertThat(messages).filteredOn(message -> !source.contains(message)).isEmpty();
  }

  @Test
  void everyErrorClassHasItsCure() throws IOException {
    String errors = Files.readString(REPOSITORY.resolve("docs/errors.md"));

    assertThat(ErrorClass.values())
        .allSatisfy(each -> assertThat(errors).contains("| `" + each.text() + "` |"));
  }

  @Test
  void everyErrorCodeOfTheApiHasItsRow() throws IOException {
    TreeSet<String> codes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve("server/src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file).replaceAll("conflictForNow\\(", "new Problem(409, ");
        codes.addAll(matches(PROBLEM, source.replaceAll("\\s+", " ")));
      }
    }
    List<String> rows =
        matches(CODE_ROW, Files.readString(REPOSITORY.resolve("docs/errors.md"))).stream()
            .map(row -> row.replace(" | `", ", \""))
            .toList();

    assertThat(codes).contains("404, \"NotFound", "409, \"PreviewNotReady");
    assertThat(rows).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void theChangesTellOfThisVersion() throws IOException {
    String version =
        matches(
                Pattern.compile("<artifactId>carillon</artifactId>\\s*<version>([^<]+)<"),
                Files.readString(REPOSITORY.resolve("pom.xml")))
            .getFirst();

    assertThat(Files.readString(REPOSITORY.resolve("CHANGELOG.md"))).contains("\n## " + version);
  }

  /** Those programs are compiled, and tests run them: so each block on the pages works. */
  @Test
  void eachBlockOfJavaAboutEmbeddingIsAPartOfAProgramThatRuns() throws IOException {
    List<List<String>> programs = new ArrayList<>();
    for (String folder : List.of("samples", "hooks-spring", "hooks-testkit/src/test")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          programs.add(stripped(Files.readString(file)));
        }
      }
    }
    List<String> shown = new ArrayList<>();
    try (Stream<Path> pages = Files.list(REPOSITORY.resolve("docs/embed"))) {
      for (Path page : pages.toList()) {
        shown.addAll(matches(JAVA_BLOCK, Files.readString(page)));
      }
    }

    assertThat(shown).hasSizeGreaterThan(20);
    assertThat(shown)
        .filteredOn(
            block ->
                programs.stream()
                    .noneMatch(
                        program -> Collections.indexOfSubList(program, stripped(block)) >= 0))
        .isEmpty();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String page : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md")) {
      documents.add(REPOSITORY.resolve(page));
    }
    for (String folder : List.of("docs", "samples")) {
      try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !file.toString().contains("/target/"))
            .forEach(documents::add);
      }
    }
    return documents;
  }

  /** What links may name in a page: its headings, in lower case, with dashes for spaces. */
  private static List<String> anchors(Path page) throws IOException {
    String text = CODE.matcher(Files.readString(page)).replaceAll("");
    return matches(HEADING, text).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .toList();
  }

  private static List<String> stripped(String text) {
    return text.lines().map(String::strip).toList();
  }

  private static List<Path> poms() throws IOException {
    List<Path> poms = new ArrayList<>(List.of(REPOSITORY.resolve("pom.xml")));
    try (Stream<Path> modules = Files.list(REPOSITORY)) {
      modules.map(module -> module.resolve("pom.xml")).filter(Files::exists).forEach(poms::add);
    }
    return poms;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
