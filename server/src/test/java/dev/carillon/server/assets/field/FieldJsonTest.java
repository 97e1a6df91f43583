package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldJsonTest {

  private final FieldJson json =
      new FieldJson(ShippedFields.load(), new DisplayFormats(() -> ZoneId.of("Europe/Amsterdam")));

  @Test
  void datesSizesAndChoicesCarryAReadableForm() {
    Metadata metadata =
        Metadata.of(
            Map.of(
                "assetCreated",
                1332505018000L,
                "fileSize",
                1258291L,
                "copyrightStatus",
                "publicDomain",
                "rating",
                4L,
                "tags",
                List.of("a"),
                "cf_x",
                "y"));
    assertThat(json.all(metadata))
        .containsEntry(
            "assetCreated",
            Map.of("value", 1332505018000L, "formatted", "2012-03-23 13:16:58 +0100"))
        .containsEntry("fileSize", Map.of("value", 1258291L, "formatted", "1.2 MB"))
        .containsEntry(
            "copyrightStatus", Map.of("value", "publicDomain", "formatted", "Public domain"))
        .containsEntry("rating", 4L)
        .containsEntry("tags", List.of("a"))
        .containsEntry("cf_x", "y");
  }

  @Test
  void onlyWhatWasAskedForAndHasAValueIsShownInTheOrderAskedFor() {
    Metadata metadata = Metadata.of(Map.of("name", "a", "status", "b"));
    assertThat(json.some(metadata, List.of("status", "title", "name")))
        .containsExactly(Map.entry("status", "b"), Map.entry("name", "a"));
  }
}
