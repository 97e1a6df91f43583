package dev.carillon.server.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library's API is what {@code docs/api} says, so that no change of it goes unnoticed. What
 * this finds is left in {@code target}, from where {@code ./ops/renew-pages} takes it.
 */
class ApiTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"hooks", "hooks-jdbc", "hooks-testkit", "hooks-store-contracts", "hooks-spring"})
  void theApiIsAsItWasWrittenDown(String module) throws IOException {
    String file = "carillon-" + module + ".txt";
    Path built = REPOSITORY.resolve(module);
    List<String> now =
        ApiListing.of(built.resolve("target/classes"), built.resolve("src/main/java"));
    Files.write(Path.of("target").resolve(file), now);
    Path written = REPOSITORY.resolve("docs/api").resolve(file);
    List<String> before = Files.exists(written) ? Files.readAllLines(written) : List.of();

    assertThat(without(before, now))
        .as(
            "removed from the API of %s, or changed: say in CHANGELOG.md what programs must change,"
                + " and renew docs/api with ./ops/renew-pages",
            module)
        .isEmpty();
    assertThat(without(now, before))
        .as("new in the API of %s: renew docs/api with ./ops/renew-pages", module)
        .isEmpty();
  }

  /** In these a build is compared with the last release. */
  @ParameterizedTest
  @ValueSource(strings = {"hooks", "hooks-jdbc", "hooks-testkit"})
  void whatIsComparedWithTheLastReleaseIsWhatIsExportedWithoutAnApiNote(String module)
      throws IOException {
    Path sources = REPOSITORY.resolve(module).resolve("src/main/java");
    Path exports = sources.resolve("module-info.java");
    List<String> packages =
        Files.exists(exports)
            ? found("exports ([\\w.]+);", Files.readString(exports))
            : List.of("dev.carillon.hooks.testkit");
    List<String> promised = new ArrayList<>();
    for (String each : packages) {
      String note = each.replace('.', '/') + "/package-info.java";
      if (!Files.readString(sources.resolve(note)).contains("@apiNote")) {
        promised.add(each);
      }
    }

    String pom = Files.readString(REPOSITORY.resolve(module).resolve("pom.xml"));
    assertThat(List.of(found("<api.packages>(.*)</", pom).getFirst().split(";", -1)))
        .containsExactlyInAnyOrderElementsOf(promised);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(result -> result.group(1)).toList();
  }

  @Test
  void onlyWhatOthersCanSeeIsListed() throws IOException {
    assertThat(
            listed(
                """
                package a;
                public abstract class Bell implements AutoCloseable {
                  public static final int[] TONES = {1};
                  final String hidden = "";
                  protected Bell(String name) {}
                  protected abstract java.util.List<String> ring(long... times) throws Exception;
                  void quiet() {}
                  public record Tone(int height) {}
                  private static final class Clapper {
                    public void strike() {}
                  }
                }
                """))
        .containsExactly(
            "public abstract class a.Bell: AutoCloseable",
            "  protected abstract java.util.List ring(long[]) throws Exception",
            "  protected new Bell(String)",
            "  public static final int[] TONES",
            "public static final record a.Bell$Tone",
            "  public int height()",
            "  public new Bell$Tone(int)");
  }

  @Test
  void aPackageThatIsNotExportedIsNotListed() throws IOException {
    Files.createDirectories(folder.resolve("source"));
    Files.writeString(folder.resolve("source/module-info.java"), "module m { exports a; }");
    Files.createDirectories(folder.resolve("source/b"));
    Files.writeString(folder.resolve("source/b/Inner.java"), "package b; public class Inner {}");
    assertThat(listed("package a; public interface Bell {}"))
        .containsExactly("public abstract interface a.Bell");
  }

  @Test
  void aChangedSignatureIsOneThatIsGone() throws IOException {
    List<String> before = listed("package a; public interface Bell { int ring(); }");
    List<String> after = listed("package a; public interface Bell { long ring(); }");

    assertThat(without(before, after))
        .containsExactly("public abstract interface a.Bell | public abstract int ring()");
  }

  /** What is in the first listing only, each member with its type. */
  private static List<String> without(List<String> some, List<String> others) {
    List<String> rest = new ArrayList<>(entries(some));
    rest.removeAll(entries(others));
    return rest;
  }

  private static List<String> entries(List<String> lines) {
    List<String> entries = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith(" ")) {
        entries.add(type + " | " + line.strip());
      } else {
        type = line;
        entries.add(line);
      }
    }
    return entries;
  }

  private List<String> listed(String source) throws IOException {
    Path sources = folder.resolve("source");
    Files.createDirectories(sources.resolve("a"));
    Files.writeString(sources.resolve("a/Bell.java"), source);
    List<String> arguments = new ArrayList<>(List.of("-d", folder.resolve("classes").toString()));
    try (var files = Files.walk(sources)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    return ApiListing.of(folder.resolve("classes"), sources);
  }
}
