package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomFieldsTest {

  @TempDir private Path folder;

  @Test
  void aFileThatExplainsItselfIsWrittenAndDeclaresNothing() throws Exception {
    Path file = folder.resolve("fields.csv");

    FieldRegistry fields = CustomFields.open(file);

    assertThat(fields.all()).isEqualTo(ShippedFields.load().all());
    List<String> written = Files.readAllLines(file);
    assertThat(written).allMatch(line -> line.startsWith("#"));
    List<String> examples =
        written.stream()
            .filter(line -> line.matches("#(cf_|copyright,).*"))
            .map(line -> line.substring(1))
            .toList();
    Files.write(file, examples);
    assertThat(CustomFields.open(file).all())
        .extracting(Field::name)
        .endsWith(
            "cf_keywords", "cf_length", "cf_campaign", "cf_contract", "cf_price", "cf_embargo");
    assertThat(CustomFields.open(file).all())
        .filteredOn(Field::required)
        .extracting(Field::name)
        .containsExactly("copyright", "cf_contract");
  }

  @Test
  void declaredFieldsComeBehindThoseThatShip() {
    FieldRegistry fields =
        CustomFields.of(
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
        "1pages, number, one, yes, yes, Pages",
        "_pages, number, one, yes, yes, Pages",
        "relatedTo, text, one, yes, yes, Related",
        "Status, text, one, yes, yes, Status",
        "CF_GOOD, text, one, yes, yes, Twice",
        "status, number, one, yes, yes, Status",
        "tags, text, one, yes, yes, Tags",
        "fileSize, size, one, yes, yes, File size",
        "cf_a b, text, one, yes, yes, Blank",
        "cf_pages, numbers, one, yes, yes, Pages",
        "cf_pages, number, many, yes, yes, Pages",
        "cf_pages",
        "cf_pages, number, one, no, yes, Pages, , yes",
        "cf_pages, number, one, yes, yes, Pages, , maybe",
        "cf_pages, number, one, yes, yes, Pages, , yes, more",
        "fileSize, required",
        "noSuchField, required",
        "cf_a b, required",
        "status, needed",
        "cf_good, required",
        "cf_good, number, one, yes, yes, Twice"
      })
  void aWrongLineDoesNotCountAndTheOthersDo(String line) {
    FieldRegistry fields =
        CustomFields.of(List.of("cf_good, text, many, yes, yes, Good", line), "fields.csv");

    assertThat(fields.all()).hasSize(ShippedFields.load().all().size() + 1);
    assertThat(fields.find("cf_good").orElseThrow().multiValue()).isTrue();
    assertThat(fields.all()).noneMatch(Field::required);
  }

  @Test
  void fieldsThatShipAreRequiredWhereTheyStand() {
    FieldRegistry fields =
        CustomFields.of(
            List.of("status, required", "cf_b, required", "cf_a, required"), "fields.csv");

    List<String> names = fields.all().stream().map(Field::name).toList();
    List<String> shipped = ShippedFields.load().all().stream().map(Field::name).toList();
    assertThat(names.subList(0, shipped.size())).isEqualTo(shipped);
    assertThat(names).endsWith("cf_b", "cf_a");
    assertThat(fields.find("status").orElseThrow())
        .isEqualTo(ShippedFields.load().find("status").orElseThrow().asRequired());
    assertThat(fields.all())
        .filteredOn(Field::required)
        .extracting(Field::name)
        .containsExactly("status", "cf_b", "cf_a");
  }

  @Test
  void anyNameCanBeDeclaredAndWhatShipsCanGetAnotherLabelOrChoices() {
    FieldRegistry fields =
        CustomFields.of(
            List.of(
                "articleId, number, one, yes, yes, Article",
                "price, decimal, one, yes, yes, Price",
                "Größe.in-cm, text, one, yes, yes, Size",
                "embargo, date, one, yes, yes, Embargo",
                "status, choice, one, yes, yes, State, open=Open|done=Done",
                "rating, number, one, yes, yes, Stars"),
            "fields.csv");

    assertThat(fields.all()).hasSize(ShippedFields.load().all().size() + 4);
    assertThat(fields.all())
        .extracting(Field::name)
        .endsWith("articleId", "price", "Größe.in-cm", "embargo");
    assertThat(fields.find("price").orElseThrow().type()).isEqualTo(FieldType.DECIMAL);
    assertThat(fields.find("embargo").orElseThrow().type()).isEqualTo(FieldType.DATE);
    assertThat(fields.find("rating").orElseThrow().label()).isEqualTo("Stars");
    assertThat(fields.find("status").orElseThrow())
        .matches(field -> field.own() && field.choices().containsKey("done"));
    assertThat(ShippedFields.load().all()).noneMatch(Field::own);
  }
}
