package dev.carillon.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the code looks, as far as a program can say. */
class TidyTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int LINES_MAX = 400;
  private static final int LINES_MEDIAN_MAX = 85;
  private static final Pattern BANNED_NAME =
      Pattern.compile(
          ".*(Manager|Helper|Util|Utils|Impl)\\.java|(Abstract|Base)[A-Z].*|(Common|Info|Data)\\.java");

  @Test
  void noFileIsTooLong() throws IOException {
    for (Path file : sources("src/main/java")) {
      assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LINES_MAX);
    }
  }

  @Test
  void mostFilesAreShort() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (Path file : sources("src/main/java")) {
      lengths.add(lines(file));
    }
    lengths.sort(null);
    assertThat(lengths.get(lengths.size() / 2)).isLessThanOrEqualTo(LINES_MEDIAN_MAX);
  }

  @Test
  void namesSayWhatAThingIs() throws IOException {
    assertThat(sources("src/main/java"))
        .noneMatch(file -> BANNED_NAME.matcher(file.getFileName().toString()).matches());
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    for (Path file : sources("src/main/java")) {
      if (!file.endsWith("module-info.java")) {
        assertThat(file.resolveSibling("package-info.java")).exists();
      }
    }
  }

  private static int lines(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  private static List<Path> sources(String below) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 20)) {
      return files
          .filter(file -> file.toString().contains(below) && !file.toString().contains("/target/"))
          .filter(file -> file.toString().endsWith(".java"))
          .toList();
    }
  }
}
