package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetFilterTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));

  /** Queries of these tests look like {@code status=Final}, or ask for the event's time. */
  private final AssetFilterReader filters = new AssetFilterReader(AssetFilterTest::query);

  private static AssetQuery query(String text) {
    if (text.equals("now")) {
      return (asset, now) -> now.equals(TIME);
    }
    if (text.startsWith("id=")) {
      return (asset, now) -> text.equals("id=" + asset.assetId());
    }
    String[] sides = text.split("=");
    if (sides.length != 2) {
      throw new IllegalArgumentException("malformed: " + text);
    }
    return (asset, now) -> asset.metadata().text(sides[0]).equals(sides[1]);
  }

  @Test
  void withoutCriteriaEverythingPasses() {
    assertThat(filters.compile(AssetCriteria.NONE)).isSameAs(EventFilter.ALL);
    assertThat(filters.read("")).isSameAs(EventFilter.ALL);
  }

  @Test
  void aTriggerFieldMustBeAmongTheChangedOnes() {
    EventFilter filter = triggeredBy("status", "rating");

    assertThat(filter.matches(changing("rating"))).isTrue();
    assertThat(filter.matches(changing("name", "status"))).isTrue();
    assertThat(filter.matches(changing("name"))).isFalse();
    assertThat(filter.matches(changing())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/nature, /nature, true",
    "nature, /nature, true",
    "/nature/, /nature, true",
    "nature, /nature/birds/owls, true",
    "/nature, /natural, false",
    "/nature, /natures, false",
    "/nature, /Demo/nature, false",
    "/nature/birds, /nature, false",
    "/nature, nature/birds, true",
    "/, /anything/at/all, true",
    "/, /, true"
  })
  void aFolderHoldsWhatIsInItAndBelow(String folder, String place, boolean expected) {
    assertThat(in(folder).matches(at(place))).isEqualTo(expected);
  }

  @Test
  void anyOfTheFoldersWillDoAndSoWillThePlaceBeforeAMove() {
    assertThat(in("/x", "/y").matches(at("/y/z"))).isTrue();
    assertThat(in("/x", "/y").matches(at("/z"))).isFalse();
    assertThat(in("/x").matches(at("/z", "/x/was/here"))).isTrue();
    assertThat(in("/z").matches(at("/z", "/x/was/here"))).isTrue();
  }

  @Test
  void theQueryLooksAtTheMetadataAndTheEventsTime() {
    assertThat(asking("status=Final").matches(with("status", "Final"))).isTrue();
    assertThat(asking("status=Final").matches(with("status", "Draft"))).isFalse();
    assertThat(asking("now").matches(with("status", "Draft"))).isTrue();
    assertThat(asking("id=id").matches(with("status", "Draft"))).isTrue();
    assertThat(asking("id=other").matches(with("status", "Draft"))).isFalse();
    assertThat(asking("  ").matches(with("status", "Draft"))).isTrue();
  }

  @Test
  void allCriteriaMustHold() {
    EventFilter filter =
        filters.compile(
            new AssetCriteria(
                List.of("rating"), List.of("/x"), "status=Final", WildcardSelection.UNSET));

    assertThat(filter.matches(event("/x", "Final", "rating"))).isTrue();
    assertThat(filter.matches(event("/y", "Final", "rating"))).isFalse();
    assertThat(filter.matches(event("/x", "Draft", "rating"))).isFalse();
    assertThat(filter.matches(event("/x", "Final", "name"))).isFalse();
  }

  @Test
  void folderAndAuthKeyEventsIgnoreAllOfIt() {
    EventFilter filter =
        filters.compile(
            new AssetCriteria(
                List.of("rating"), List.of("/x"), "status=Final", WildcardSelection.UNSET));
    FolderSnapshot folder = new FolderSnapshot("id", "/elsewhere", Metadata.EMPTY, payloads);

    assertThat(filter.matches(of(EventTypes.FOLDER_CREATE, folder))).isTrue();
  }

  @Test
  void theTextGivesAnEqualFilterBack() {
    AssetCriteria criteria =
        new AssetCriteria(
            List.of("status"), List.of("/ü \"x\""), "status=\u0000\ud800", WildcardSelection.ON);
    EventFilter filter = filters.compile(criteria);

    assertThat(filters.read(filter.text())).isEqualTo(filter);
    assertThat(AssetFilterReader.criteria(filters.read(filter.text()))).isEqualTo(criteria);
    assertThat(filter.text()).doesNotContain("\n");
    assertThat(filters.read(in("/a").text())).isEqualTo(in("/a")).isNotEqualTo(in("/b"));
  }

  @Test
  void theUndocumentedSwitchIsKeptAlone() {
    for (WildcardSelection selection : WildcardSelection.values()) {
      AssetCriteria criteria = new AssetCriteria(List.of(), List.of(), "", selection);
      assertThat(AssetCriteria.read(criteria.text())).isEqualTo(criteria);
    }
  }

  @Test
  void aQueryThatCannotBeReadAnyMoreLetsNothingThroughAndSaysWhy() {
    String stored = "{\"query\":\"malformed\"}";
    assertThatThrownBy(() -> filters.compile(AssetCriteria.read(stored)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(filters.read(stored))
        .isInstanceOfSatisfying(
            AssetFilter.class, filter -> assertThat(filter.complaint()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "null", "no"})
  void whatIsNoFilterIsRefused(String text) {
    assertThatThrownBy(() -> filters.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private EventFilter triggeredBy(String... fields) {
    return filters.compile(
        new AssetCriteria(List.of(fields), List.of(), "", WildcardSelection.UNSET));
  }

  private EventFilter in(String... folders) {
    return filters.compile(
        new AssetCriteria(List.of(), List.of(folders), "", WildcardSelection.UNSET));
  }

  private EventFilter asking(String query) {
    return filters.compile(new AssetCriteria(List.of(), List.of(), query, WildcardSelection.OFF));
  }

  private Event changing(String... fields) {
    return event("/", "", fields);
  }

  private Event at(String... places) {
    return of(
        EventTypes.ASSET_MOVE,
        new AssetSnapshot("id", Metadata.EMPTY, Map.of(), Set.of(places), payloads));
  }

  private Event with(String field, String value) {
    return of(
        EventTypes.ASSET_CREATE,
        new AssetSnapshot(
            "id", JsonPayloadRendererTest.metadata(field, value), Map.of(), Set.of("/"), payloads));
  }

  private Event event(String place, String status, String... changed) {
    Map<String, FieldChange> changes = new LinkedHashMap<>();
    for (String field : changed) {
      changes.put(field, new FieldChange("a", "b"));
    }
    Metadata metadata = JsonPayloadRendererTest.metadata("status", status);
    return of(
        EventTypes.ASSET_UPDATE_METADATA,
        new AssetSnapshot("id", metadata, changes, Set.of(place), payloads));
  }

  private static Event of(EventType type, Snapshot snapshot) {
    return Event.of(type, "id", TIME, snapshot);
  }
}
