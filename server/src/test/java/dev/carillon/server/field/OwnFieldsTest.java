package dev.carillon.server.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFieldsTest {

  @TempDir private Path folder;

  @Test
  void aFileThatExplainsItselfIsWrittenAndDeclaresNothing() throws Exception {
    Path file = folder.resolve("fields.csv");

    FieldRegistry fields = OwnFields.open(file);

    assertThat(fields.all()).isEqualTo(ShippedFields.load().all());
    List<String> written = Files.readAllLines(file);
    assertThat(written).allMatch(line -> line.startsWith("#"));
    List<String> examples =
        written.stream()
            .filter(line -> line.startsWith("#cf_"))
            .map(line -> line.substring(1))
            .toList();
    Files.write(file, examples);
    assertThat(OwnFields.open(file).all())
        .extracting(Field::name)
        .endsWith("cf_keywords", "cf_length", "cf_campaign");
  }

  @Test
  void declaredFieldsComeBehindThoseThatShip() {
    FieldRegistry fields =
        OwnFields.of(
            List.of(
                "\uFEFF# ours",
                "",
                "cf_pages, number, one, yes, yes, Pages",
                "cf_keywords, text, many, yes, no, Keywords"),
            "fields.csv");

    assertThat(fields.all()).extracting(Field::name).endsWith("cf_pages", "cf_keywords");
    assertThat(fields.all()).hasSize(ShippedFields.load().all().size() + 2);
    assertThat(fields.find("cf_pages").orElseThrow().type()).isEqualTo(FieldType.NUMBER);
    assertThat(fields.find("cf_keywords").orElseThrow())
        .matches(field -> field.multiValue() && !field.searchable());
    assertThat(fields.find("cf_other").orElseThrow().type()).isEqualTo(FieldType.TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pages, number, one, yes, yes, Pages",
        "cf_, text, one, yes, yes, Nothing",
        "cf_a b, text, one, yes, yes, Blank",
        "status, text, one, yes, yes, Status",
        "cf_pages, numbers, one, yes, yes, Pages",
        "cf_pages, number, many, yes, yes, Pages",
        "cf_pages",
        "cf_good, number, one, yes, yes, Twice"
      })
  void aWrongLineDoesNotCountAndTheOthersDo(String line) {
    FieldRegistry fields =
        OwnFields.of(List.of("cf_good, text, many, yes, yes, Good", line), "fields.csv");

    assertThat(fields.all()).hasSize(ShippedFields.load().all().size() + 1);
    assertThat(fields.find("cf_good").orElseThrow().multiValue()).isTrue();
  }
}
