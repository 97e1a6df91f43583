package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoercionTest {

  private static final FieldRegistry FIELDS =
      CustomFields.of(List.of("cf_day, date, one, yes, yes, Day"), "fields.csv");

  private final Coercion coercion = new Coercion(new Dates(() -> ZoneId.of("Europe/Amsterdam")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status | 5 | 5",
        "status | 1.50 | 1.5",
        "status | true | true",
        "status | {\"value\":\"Final\",\"formatted\":\"x\"} | Final",
        "status | [\"Final\"] | Final",
        "rating | 4 | 4",
        "rating | \"4\" | 4",
        "rating | \"4.0\" | 4",
        "usageFee | 4.5 | 4.5",
        "usageFee | \"-0.10\" | -0.1",
        "usageFee | \"12.0\" | 12",
        "cf_day | \"2026-11-25\" | 1795564800000",
        "cf_day | \"2026-11-24T23:30:00Z\" | 1795564800000",
        "cf_day | \"2026-11-25T23:30:00\" | 1795564800000",
        "cf_day | 1795564800000 | 1795564800000",
        "cf_day | 1795561200000 | 1795564800000",
        "cf_day | {\"value\":1795564800000,\"formatted\":\"2026-11-25\"} | 1795564800000",
        "cf_day | \"0001-01-01\" | -62135596800000",
        "copyrightStatus | \"publicDomain\" | publicDomain",
        "tags | \"sun, beach; sun ,,\" | [beach, sun]",
        "tags | [\"sun\",\"beach, long\",\"sun\"] | [beach, long, sun]",
        "tags | 5 | [5]",
        "creatorName | \"Zoe;Ann\" | [Zoe, Ann]",
        "created | \"2012-03-23 13:16:58 +0100\" | 1332505018000",
        "created | \"2012-03-23T12:16:58Z\" | 1332505018000",
        "created | \"2012-03-23T13:16:58\" | 1332505018000",
        "created | \"2012-03-23T13:16:58.250+01:00\" | 1332505018250",
        "created | \"2012-03-23\" | 1332457200000",
        "created | 1332505018000 | 1332505018000",
        "created | -5 | -5",
      })
  void aValueTakesTheTypeOfItsField(String field, String json, String stored) {
    assertThat(edit(field, json))
        .get()
        .isInstanceOfSatisfying(
            FieldEdit.Put.class, put -> assertThat(put.value().toString()).isEqualTo(stored));
  }

  @Test
  void numbersAreLongWhereTheyAreWhole() {
    assertThat(edit("rating", "4.0")).contains(new FieldEdit.Put(4L));
    assertThat(edit("rating", "1e300")).contains(new FieldEdit.Put(1e300));
    assertThat(edit("usageFee", "4.0")).contains(new FieldEdit.Put(4L));
    assertThat(edit("usageFee", "4.5")).contains(new FieldEdit.Put(4.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rating | \"many\" | a whole number",
        "rating | \"NaN\" | a whole number",
        "rating | 1e999 | a whole number",
        "rating | 4.5 | a whole number; fields of the type decimal have fractions",
        "usageFee | \"3,50\" | a number such as 12 or 0.5",
        "usageFee | \"NaN\" | a number such as 12 or 0.5",
        "cf_day | \"abc\" | a date",
        "cf_day | \"2026-11-31\" | a date",
        "cf_day | \"25.11.2026\" | a date",
        "cf_day | 99999999999999999 | a date",
        "rating | [1,2] | a single value",
        "created | \"yesterday\" | a date",
        "created | \"2012-02-31\" | a date",
        "created | 99999999999999999 | a date",
        "created | \"2012-03-23T25:00:00\" | a date",
        "copyrightStatus | \"stolen\" | unknown, copyrighted, publicDomain",
        "status | [\"a\",\"b\"] | a single value",
        "status | {\"a\":1} | a value",
        "tags | [[\"a\"]] | a list of plain values",
      })
  void aValueThatTheFieldCannotTakeIsToldWithWhatIsAllowed(
      String field, String json, String allowed) {
    assertThatThrownBy(() -> edit(field, json))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("'" + field + "' is '")
        .hasMessageContaining(allowed);
  }

  @Test
  void theEmptyTextClearsAndTheEmptyListDoesNot() {
    assertThat(edit("status", "\"\"")).contains(new FieldEdit.Clear());
    assertThat(edit("status", "null")).contains(new FieldEdit.Clear());
    assertThat(edit("tags", "\"\"")).contains(new FieldEdit.Clear());
    assertThat(edit("tags", "[]")).isEmpty();
    assertThat(edit("rating", "\"\"")).contains(new FieldEdit.Clear());
  }

  @Test
  void signedPartsRemoveAndAddOnlyWhereAskedForAndAllSigned() {
    Field tags = FIELDS.find("tags").orElseThrow();
    String text = "-beach, -house, +villa, +sunny";
    assertThat(coercion.texts(tags, List.of(text), true))
        .contains(new FieldEdit.Modify(List.of("beach", "house"), List.of("villa", "sunny")));
    assertThat(coercion.texts(tags, List.of(text), false))
        .contains(new FieldEdit.Put(List.of("+sunny", "+villa", "-beach", "-house")));
    assertThat(coercion.texts(tags, List.of("+a, b"), true))
        .contains(new FieldEdit.Put(List.of("+a", "b")));
  }

  @Test
  void modificationsAreAppliedToWhatIsThere() {
    Metadata before = Metadata.of(Map.of("tags", List.of("beach", "house", "sea")));
    FieldEdits edits =
        new FieldEdits(
            Map.of(
                "tags", new FieldEdit.Modify(List.of("beach", "none"), List.of("villa", "sea"))));
    assertThat(edits.applyTo(before).get("tags")).contains(List.of("house", "sea", "villa"));
    assertThat(
            new FieldEdits(
                    Map.of(
                        "tags", new FieldEdit.Modify(List.of("beach", "house", "sea"), List.of())))
                .applyTo(before))
        .isEqualTo(Metadata.EMPTY);
  }

  @Test
  void textThatStoresCannotTakeIsMadeHarmless() {
    assertThat(edit("title", "\"a\\u0000b\\ud800c\\ud83d\\ude00\""))
        .contains(new FieldEdit.Put("ab\ufffdc\ud83d\ude00"));
  }

  @Test
  void repeatedParametersAreTheValuesOfAFieldWithMany() {
    Field tags = FIELDS.find("tags").orElseThrow();
    assertThat(coercion.texts(tags, List.of("b", "a"), true))
        .contains(new FieldEdit.Put(List.of("a", "b")));
  }

  @Test
  void theStoredFormGivesBackWhatWasWritten() {
    Metadata metadata =
        Metadata.of(
            Map.of(
                "a", "x\u0001\"é", "b", 5L, "c", 4.5, "d", List.of("p", "q"), "e", 4_000_000_000L));
    assertThat(MetadataJson.read(MetadataJson.write(metadata))).isEqualTo(metadata);
  }

  private Optional<FieldEdit> edit(String field, String json) {
    try {
      return coercion.json(
          FIELDS.find(field).orElseThrow(), JsonMapper.builder().build().readTree(json), true);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
