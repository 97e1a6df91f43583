package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.EventMerger.Merged;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.testing.TestResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Several events of one asset become the one that a receiver would have made of them itself. */
class AssetEventMergerTest {

  private static final Webhook.Subscription SUBSCRIPTION =
      new Webhook.Subscription(
          List.of(),
          List.of(),
          EventFilter.ALL,
          new Projection(List.of("status", "name"), List.of()));
  private static final List<String> FIELDS = List.of("name", "rating", "status");

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));
  private final AssetEventMerger merger = new AssetEventMerger(new FieldsForTests(), payloads);
  private final Map<String, Object> state = new TreeMap<>();
  private final List<Recorded> events = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");

  @Test
  void aNewAssetIsCreatedWithItsLatestState() {
    change(EventTypes.ASSET_CREATE, Map.of("name", "a.jpg", "status", "New"));
    change(EventTypes.ASSET_UPDATE_METADATA, Map.of("status", "Final"));
    change(EventTypes.ASSET_RENAME, Map.of("name", "b.jpg"));
    assertThat(merged()).hasValueSatisfying(merged -> assertThat(merged.carrier()).isZero());
    assertThat(text())
        .isEqualTo(
            "{\"timestamp\":1795600803000,\"type\":\"asset_create\",\"assetId\":\"asset\","
                + "\"metadata\":{\"status\":\"Final\",\"name\":\"b.jpg\"},\"changedMetadata\":{"
                + "\"name\":{\"oldValue\":null,\"newValue\":\"b.jpg\"},"
                + "\"status\":{\"oldValue\":null,\"newValue\":\"Final\"}}}");
  }

  @Test
  void whatIsRemovedIsRemovedAndWhatWasNeverKnownIsNotToldOf() {
    change(EventTypes.ASSET_CREATE, Map.of("name", "a.jpg"));
    change(EventTypes.ASSET_REMOVE, Map.of());
    assertThat(merged()).isEmpty();
    events.removeFirst();
    events.addFirst(recorded(EventTypes.ASSET_UPDATE_METADATA, Map.of()));
    assertThat(merged()).contains(new Merged(1, null));
  }

  @Test
  void changesThatUndoEachOtherAreNotSent() {
    state.put("status", "Draft");
    change(EventTypes.ASSET_UPDATE_METADATA, Map.of("status", "Final"));
    change(EventTypes.ASSET_CHECKOUT, Map.of("rating", 3L));
    change(EventTypes.ASSET_UPDATE_METADATA, Map.of("status", "Draft"));
    assertThat(merged()).hasValueSatisfying(merged -> assertThat(merged.carrier()).isEqualTo(2));
    assertThat(text()).contains("{\"rating\":{\"oldValue\":null,\"newValue\":3}}");
    change(EventTypes.ASSET_UNDO_CHECKOUT, nothing("rating"));
    assertThat(merged()).isEmpty();
    events.add(1, recorded(EventTypes.ASSET_PROMOTE, Map.of()));
    assertThat(merged()).hasValueSatisfying(merged -> assertThat(merged.carrier()).isEqualTo(1));
  }

  @Test
  void randomChangesSpanFromTheFirstValueToTheLast() {
    Random random = new Random(7);
    List<EventType> types =
        List.of(
            EventTypes.ASSET_UPDATE_METADATA,
            EventTypes.ASSET_RENAME,
            EventTypes.ASSET_MOVE,
            EventTypes.ASSET_CHECKIN);
    for (int round = 0; round < 500; round++) {
      Map<String, Object> before = new TreeMap<>(state);
      events.clear();
      for (int i = random.nextInt(2, 7); i > 0; i--) {
        Map<String, Object> changes = new TreeMap<>();
        for (String field : FIELDS) {
          if (random.nextInt(3) == 0) {
            changes.put(field, field + random.nextInt(3));
          }
        }
        change(types.get(random.nextInt(types.size())), changes);
      }
      Set<String> expected = new TreeSet<>();
      for (String field : FIELDS) {
        if (!Objects.equals(before.get(field), state.get(field))) {
          expected.add(field + ": " + before.get(field) + " -> " + state.get(field));
        }
      }
      assertThat(told()).as("round %s", round).isEqualTo(expected);
    }
  }

  /** What the merged event tells, line by line; nothing where nothing is sent. */
  private Set<String> told() {
    Set<String> told = new TreeSet<>();
    if (merged().isPresent()) {
      JsonNode changed = TestResponse.json(text()).path("changedMetadata");
      changed
          .properties()
          .forEach(
              one ->
                  told.add(
                      one.getKey()
                          + ": "
                          + one.getValue().path("oldValue").asText()
                          + " -> "
                          + one.getValue().path("newValue").asText()));
    }
    return told;
  }

  private Optional<Merged> merged() {
    return merger.merge(events, SUBSCRIPTION);
  }

  private String text() {
    return new String(
        Objects.requireNonNull(merged().orElseThrow().payload()).bytes(), StandardCharsets.UTF_8);
  }

  /** Stands for a field that loses its value. */
  private static Map<String, Object> nothing(String field) {
    return Map.of(field, "");
  }

  private void change(EventType type, Map<String, Object> values) {
    Map<String, FieldChange> changed = new TreeMap<>();
    new TreeMap<>(values)
        .forEach(
            (field, value) -> {
              Object old = value.equals("") ? state.remove(field) : state.put(field, value);
              if (!value.equals(old)) {
                changed.put(field, new FieldChange(old, value.equals("") ? null : value));
              }
            });
    events.add(recorded(type, changed));
  }

  private Recorded recorded(EventType type, Map<String, FieldChange> changed) {
    now = now.plusSeconds(1);
    AssetSnapshot snapshot =
        new AssetSnapshot("asset", Metadata.of(state), changed, Set.of("/"), payloads);
    return new Recorded(
        events.size(), Event.Id.at(now), type, "asset", now, snapshot.bytes(), "", Tags.NONE, 0);
  }
}
