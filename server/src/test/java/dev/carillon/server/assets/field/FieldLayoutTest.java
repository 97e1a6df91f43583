package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldLayoutTest {

  @Test
  void everyFieldThatShipsIsInAGroupAndWhatIsEditedMostComesFirst() {
    List<FieldGroup> groups = ShippedFields.load().groups();

    assertThat(groups).extracting(FieldGroup::name).startsWith("Content", "Rating and workflow");
    assertThat(groups).extracting(FieldGroup::name).doesNotContain(FieldLayout.OTHERS);
    assertThat(groups.stream().flatMap(group -> group.fields().stream()).toList())
        .containsExactlyInAnyOrderElementsOf(ShippedFields.load().all());
    assertThat(group(groups, "Camera").kinds()).containsExactlyInAnyOrder("image", "video");
    assertThat(group(groups, "Content").kinds()).isEmpty();
  }

  @Test
  void ownGroupsComeFirstAndTakeFieldsOfOthers() {
    List<FieldGroup> groups =
        CustomFields.of(
                List.of(
                    "cf_alone, text, one, yes, yes, Alone",
                    "[Campaigns: image]",
                    "cf_campaign, choice, one, yes, yes, Campaign, spring=Spring",
                    "credit, text, one, yes, yes, Credit line",
                    "[Camera: image]",
                    "title, required"),
                "fields.csv")
            .groups();

    assertThat(groups).extracting(FieldGroup::name).startsWith("Campaigns", "Camera", "Content");
    assertThat(groups).extracting(FieldGroup::name).endsWith(FieldLayout.OTHERS);
    assertThat(group(groups, "Campaigns").kinds()).isEqualTo(Set.of("image"));
    assertThat(group(groups, "Campaigns").fields())
        .extracting(Field::label)
        .containsExactlyInAnyOrder("Campaign", "Credit line");
    assertThat(group(groups, "Creator and rights").fields())
        .extracting(Field::name)
        .doesNotContain("credit");
    assertThat(group(groups, "Camera").kinds()).isEqualTo(Set.of("image"));
    assertThat(group(groups, "Camera").fields()).extracting(Field::name).contains("title", "lens");
    assertThat(group(groups, FieldLayout.OTHERS).fields())
        .extracting(Field::name)
        .containsExactly("cf_alone");
  }

  @Test
  void aHeadingThatIsWrongIsIgnored() {
    List<String> groups =
        CustomFields.of(
                List.of("[Good]", "[Bad", "[]", "[Bad: pictures]", "cf_a, text, one, yes, yes, A"),
                "fields.csv")
            .groups()
            .stream()
            .map(FieldGroup::name)
            .toList();

    assertThat(groups).startsWith("Good", "Content");
    assertThat(groups).noneMatch(name -> name.contains("Bad"));
  }

  private static FieldGroup group(List<FieldGroup> groups, String name) {
    return groups.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
