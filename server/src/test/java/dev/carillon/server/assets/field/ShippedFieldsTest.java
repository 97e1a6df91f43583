package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedFieldsTest {

  private final ShippedFields fields = ShippedFields.load();

  @Test
  void derivedFieldsAreNotEditableAndOthersAre() {
    assertThat(fields.find("assetPath").orElseThrow().editable()).isFalse();
    assertThat(fields.find("fileSize").orElseThrow().type()).isEqualTo(FieldType.SIZE);
    assertThat(fields.find("checkedOut").orElseThrow().type()).isEqualTo(FieldType.DATETIME);
    assertThat(fields.find("status").orElseThrow())
        .matches(field -> field.editable() && field.type() == FieldType.TEXT);
    assertThat(fields.find("tags").orElseThrow().multiValue()).isTrue();
    assertThat(fields.find("rating").orElseThrow().type()).isEqualTo(FieldType.NUMBER);
  }

  @Test
  void choicesHaveLabels() {
    assertThat(fields.find("copyrightStatus").orElseThrow().choices())
        .containsEntry("publicDomain", "Public domain");
  }

  @Test
  void customFieldsExistWithoutBeingDeclared() {
    assertThat(fields.find("cf_color").orElseThrow())
        .matches(field -> field.editable() && field.type() == FieldType.TEXT);
    assertThat(fields.find("colour")).isEmpty();
  }

  @Test
  void noNameLooksLikeAnInteger() {
    assertThat(fields.all()).hasSizeGreaterThan(80).allMatch(f -> !f.name().matches("[0-9]+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a, text, one, yes, yes",
        "a, txt, one, yes, yes, A",
        "a, text, two, yes, yes, A",
        "a, text, one, maybe, yes, A",
        "a, choice, one, yes, yes, A",
        "a, number, one, yes, yes, A, x=X"
      })
  void aWrongLineIsNamed(String line) {
    assertThatThrownBy(() -> new ShippedFields(List.of(line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(line);
  }

  @Test
  void aFieldDeclaredTwiceIsRefused() {
    assertThatThrownBy(
            () ->
                new ShippedFields(
                    List.of("a, text, one, yes, yes, A", "a, number, one, yes, yes, A")))
        .hasMessageContaining("twice");
  }
}
