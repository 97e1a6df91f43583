package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.ErrorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
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
    String reasons = Files.readString(REPOSITORY.resolve("docs/dependencies.md"));

    assertThat(artifacts).contains("jetty-server", "error_prone_core", "spotless-maven-plugin");
    assertThat(artifacts).allSatisfy(name -> assertThat(reasons).contains("`" + name + "`"));
  }

  @Test
  void everyLinkInTheDocumentsLeadsSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(REPOSITORY.resolve("README.md")));
    documents.add(REPOSITORY.resolve("samples/embedded/README.md"));
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    List<String> links = new ArrayList<>();
    for (Path document : documents) {
      for (String link : matches(LINK, Files.readString(document))) {
        if (!link.startsWith("https://")) {
          links.add(link);
          assertThat(document.resolveSibling(link)).as("%s in %s", link, document).exists();
        }
      }
    }
    assertThat(links).hasSizeGreaterThan(5);
  }

  @Test
  void everyErrorClassHasItsCure() throws IOException {
    String errors = Files.readString(REPOSITORY.resolve("docs/errors.md"));

    assertThat(ErrorClass.values())
        .allSatisfy(each -> assertThat(errors).contains("| `" + each.text() + "` |"));
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

  @Test
  void theReadmeShowsTheSampleAsItIs() throws IOException {
    List<List<String>> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve("samples/embedded/src/main"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        sources.add(stripped(Files.readString(file)));
      }
    }
    List<String> shown =
        matches(
            Pattern.compile("(?s)```java\n(.*?)```"),
            Files.readString(REPOSITORY.resolve("README.md")));

    assertThat(shown).hasSize(2);
    assertThat(shown)
        .allSatisfy(
            block ->
                assertThat(sources)
                    .as(block)
                    .anyMatch(source -> Collections.indexOfSubList(source, stripped(block)) >= 0));
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
