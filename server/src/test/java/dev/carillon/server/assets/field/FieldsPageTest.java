package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/fields.md} tells the fields that ship, and they are the model's. */
class FieldsPageTest {

  private static final FieldRegistry FIELDS = ShippedFields.load();

  @Test
  void thePageHasALineForEachFieldInTheRegistrysOrder() throws IOException {
    List<String> told =
        Files.readAllLines(Path.of("../docs/fields.md")).stream()
            .filter(line -> line.matches("\\| `\\w+` \\| \\w+ \\| (one|many) \\| .*"))
            .map(line -> line.replaceFirst("\\| (server|nothing yet) \\|", "| kept |"))
            .map(line -> line.replaceFirst("( \\| (?:clients|kept) \\| [^|]+ \\|).*", "$1"))
            .toList();

    assertThat(told).isEqualTo(FIELDS.all().stream().map(FieldsPageTest::line).toList());
  }

  @Test
  void whatAFileYieldsIsSetByTheServerOrByClients() throws IOException {
    Set<String> unset =
        Files.readAllLines(Path.of("../docs/fields.md")).stream()
            .filter(line -> line.contains("| nothing yet |"))
            .map(line -> line.replaceFirst("^\\| `(\\w+)`.*", "$1"))
            .collect(Collectors.toSet());
    Set<String> yielded =
        Pattern.compile("\\b(\\w+) `")
            .matcher(Files.readString(Path.of("../docs/files.md")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());

    assertThat(yielded).contains("videoLength", "numberOfPages", "title");
    assertThat(unset).isNotEmpty().doesNotContainAnyElementsOf(yielded);
  }

  @Test
  void thePageSaysWhichFieldsAreTheModels() throws IOException {
    List<String> model = model().stream().map(line -> line.split(",")[0]).toList();
    List<String> told =
        Files.readAllLines(Path.of("../docs/fields.md")).stream()
            .filter(line -> line.matches("\\| `\\w+` \\|.*\\| model \\|.*"))
            .map(line -> line.replaceFirst("^\\| `(\\w+)`.*", "$1"))
            .toList();

    assertThat(told).containsExactlyInAnyOrderElementsOf(model);
  }

  @Test
  void everyFieldOfTheModelShipsWithItsNameAndType() throws IOException {
    assertThat(model())
        .hasSizeGreaterThan(170)
        .allSatisfy(
            line -> {
              Field field = FIELDS.find(line.split(",")[0]).orElseThrow();
              FieldType type = field.type() == FieldType.CHOICE ? FieldType.TEXT : field.type();
              assertThat(
                      String.join(
                          ",", field.name(), word(type), many(field), editable(field, "yes", "no")))
                  .isEqualTo(line);
            });
  }

  private static List<String> model() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(FieldsPageTest.class.getResourceAsStream("model-fields.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static String line(Field field) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            field.name(),
            word(field.type()),
            many(field),
            editable(field, "clients", "kept"),
            field.label());
  }

  private static String word(FieldType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String many(Field field) {
    return field.multiValue() ? "many" : "one";
  }

  private static String editable(Field field, String yes, String no) {
    return field.editable() ? yes : no;
  }
}
