package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.webhook.EventMerger.Merged;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.webhooks.payload.AssetCriteria.WildcardSelection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is merged shows what one event would show that had done all at once. */
class MergedScopesTest {

  private static final AssetScope BY_ANN =
      new AssetScope(List.of(), new Viewer.OfUser("ann", "id"));

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));
  private final AssetEventMerger merger = new AssetEventMerger(new FieldsForTests(), payloads);
  private final Map<String, Object> state = new TreeMap<>();
  private final List<Recorded> events = new ArrayList<>();
  private final Set<String> seen = new LinkedHashSet<>(List.of("/Press"));
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");
  private String place = "/Hidden";

  @Test
  void nothingIsShownOfBeforeAnAssetCameIntoSight() {
    state.put("status", "Secret");
    change(EventTypes.ASSET_MOVE, "/Press", Map.of("status", "Draft"));
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("name", "a"));

    assertThat(payload(BY_ANN)).doesNotContain("Secret", "Hidden").contains("Draft");
    String changed = json(BY_ANN).path("changedMetadata").toString();
    assertThat(changed)
        .isEqualTo(
            "{\"assetPath\":{\"oldValue\":null,\"newValue\":\"/Press/a\"},"
                + "\"name\":{\"oldValue\":null,\"newValue\":\"a\"},"
                + "\"status\":{\"oldValue\":null,\"newValue\":\"Draft\"}}");
  }

  @Test
  void nothingIsShownOfWhatHappenedOutOfSight() {
    place = "/Press";
    state.put("status", "Draft");
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("name", "a"));
    move("/Hidden", Map.of("rating", 1L));
    events.removeLast();
    state.put("status", "Secret");
    move("/Press", Map.of("status", "Final", "rating", 2L));

    assertThat(payload(BY_ANN)).doesNotContain("Secret", "Hidden");
    assertThat(json(BY_ANN).path("changedMetadata").toString())
        .contains("\"status\":{\"oldValue\":\"Draft\",\"newValue\":\"Final\"}")
        .contains("\"rating\":{\"oldValue\":null,\"newValue\":2}")
        .doesNotContain("assetPath");
  }

  @Test
  void theChangeIsThatFromBeforeTheFirstUntilAfterTheLast() {
    AssetScope any = scope(FilterChange.ENTERED, FilterChange.WITHIN, FilterChange.LEFT);
    move("/Press", Map.of());
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Final"));
    assertThat(json(any).path("filterChange").asText()).isEqualTo("entered");

    events.removeFirst();
    move("/Hidden", Map.of("rating", 1L));
    assertThat(json(any).path("filterChange").asText()).isEqualTo("left");
    assertThat(json(any).at("/metadata/status").asText()).isEqualTo("Final");

    move("/Press", Map.of("rating", 2L));
    assertThat(json(any).path("filterChange").asText()).isEqualTo("within");
    assertThat(merged(scope(FilterChange.ENTERED, FilterChange.LEFT))).isEmpty();
  }

  @Test
  void whatEnteredAndLeftOrWasRemovedIsNotSent() {
    AssetScope any = scope(FilterChange.ENTERED, FilterChange.WITHIN, FilterChange.LEFT);
    move("/Press", Map.of());
    change(EventTypes.ASSET_REMOVE, "/Press", Map.of());
    assertThat(merged(any)).isEmpty();
    events.removeLast();
    move("/Hidden", Map.of());
    assertThat(merged(any)).isEmpty();
  }

  @Test
  void whatLeftIsShownAsItWasSeenLast() {
    place = "/Press";
    AssetScope any =
        new AssetScope(List.of(FilterChange.WITHIN, FilterChange.LEFT), BY_ANN.viewer());
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Final"));
    move("/Hidden", Map.of("status", "Secret"));
    assertThat(json(any).path("filterChange").asText()).isEqualTo("left");
    assertThat(payload(any)).contains("Final").doesNotContain("Secret", "Hidden");
  }

  @Test
  void whoMovedAnAssetOutOfSightAndWhenIsNotShown() {
    place = "/Press";
    state.put("assetModifier", "mole");
    state.put("assetModified", 7L);
    move("/Hidden", Map.of());
    AssetScope any = new AssetScope(List.of(FilterChange.LEFT), BY_ANN.viewer());
    Recorded one = events.getFirst();
    AssetSnapshot snapshot =
        (AssetSnapshot)
            new Snapshots(payloads, Snapshots.FileTexts.NONE).read(one.type(), one.snapshot());
    Event event = new Event(one.id(), one.type(), one.subject(), one.time(), snapshot);
    assertThat(shown(any, event)).isPresent();
    assertThat(shown(any, event).orElseThrow().metadata().asMap())
        .doesNotContainKeys("assetModifier", "assetModified")
        .containsEntry("assetPath", "/Press/a");
    seen.add("/Hidden");
    AssetScope within = new AssetScope(List.of(FilterChange.WITHIN), BY_ANN.viewer());
    assertThat(shown(within, event).orElseThrow().metadata().asMap())
        .containsEntry("assetModifier", "mole");
  }

  private Optional<AssetSnapshot> shown(AssetScope scope, Event event) {
    AssetViewers viewers = new AssetViewers();
    viewers.connect(new Ann());
    return subscription(scope, viewers).filter().shown(event).map(AssetSnapshot.class::cast);
  }

  @Test
  void nothingIsSentOfWhatMayNotBeSeenAnyMore() {
    place = "/Press";
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Draft"));
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Final"));
    assertThat(merged(BY_ANN)).isPresent();
    change(EventTypes.ASSET_PROMOTE, "/Press", Map.of());
    assertThat(merged(BY_ANN)).isPresent();
    seen.clear();
    assertThat(merged(BY_ANN)).isEmpty();
    change(EventTypes.ASSET_REMOVE, "/Press", Map.of());
    assertThat(merged(BY_ANN)).isEmpty();
  }

  @Test
  void aSingleEventIsShownAsItMayBeSeenAtTheEndOfItsQuietTime() {
    place = "/Press";
    move("/Open", Map.of("status", "Final"));
    seen.add("/Open");
    assertThat(payload(BY_ANN)).contains("/Press/a", "/Open/a", "Final");
    seen.remove("/Press");
    assertThat(payload(BY_ANN)).contains("/Open/a", "Final").doesNotContain("/Press");
    seen.clear();
    assertThat(merged(BY_ANN)).isEmpty();
    assertThat(merger.asksOfOne(subscription(BY_ANN, new AssetViewers()))).isTrue();
    assertThat(merger.asksOfOne(subscription(AssetScope.ALL, new AssetViewers()))).isFalse();
  }

  @Test
  void whileTheUsersAreNotOpenNothingIsMergedRatherThanDropped() {
    place = "/Press";
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Draft"));
    change(EventTypes.ASSET_UPDATE_METADATA, "/Press", Map.of("status", "Final"));
    Webhook.Subscription early = subscription(BY_ANN, new AssetViewers());
    assertThatThrownBy(() -> merger.merge(events, early))
        .isInstanceOfSatisfying(
            HooksException.class,
            failed -> assertThat(failed.code()).isEqualTo(HooksException.Code.STORE_UNAVAILABLE));
  }

  private static AssetScope scope(FilterChange... changes) {
    return new AssetScope(List.of(changes), Viewer.Unrestricted.ONLY);
  }

  private String payload(AssetScope scope) {
    return new String(
        Objects.requireNonNull(merged(scope).orElseThrow().payload()).bytes(),
        StandardCharsets.UTF_8);
  }

  private JsonNode json(AssetScope scope) {
    return TestResponse.json(payload(scope));
  }

  /** As a webhook gets it that asks for the folder that the viewer sees. */
  private Optional<Merged> merged(AssetScope scope) {
    AssetViewers viewers = new AssetViewers();
    viewers.connect(new Ann());
    return merger.merge(events, subscription(scope, viewers));
  }

  private static Webhook.Subscription subscription(AssetScope scope, AssetViewers viewers) {
    AssetFilterReader filters = new AssetFilterReader(text -> AssetQuery.ALL, viewers);
    AssetCriteria criteria =
        new AssetCriteria(
            List.of(),
            scope.viewer() instanceof Viewer.Unrestricted ? List.of("/Press") : List.of(),
            "",
            WildcardSelection.UNSET,
            scope);
    return new Webhook.Subscription(
        List.of(),
        List.of(),
        filters.compile(criteria),
        new Projection(List.of("status", "name", "assetPath"), List.of()));
  }

  private void move(String to, Map<String, Object> values) {
    change(EventTypes.ASSET_MOVE, to, values);
  }

  private void change(EventType type, String to, Map<String, Object> values) {
    Map<String, Object> all = new TreeMap<>(values);
    state.put("assetPath", place + "/a");
    all.put("assetPath", to + "/a");
    Map<String, FieldChange> changed = new TreeMap<>();
    all.forEach(
        (field, value) -> {
          Object old = state.put(field, value);
          if (!value.equals(old)) {
            changed.put(field, new FieldChange(old, value));
          }
        });
    Set<String> places = new LinkedHashSet<>(List.of(to, place));
    place = to;
    now = now.plusSeconds(1);
    AssetSnapshot snapshot =
        new AssetSnapshot("asset", Metadata.of(state), changed, places, payloads);
    events.add(
        new Recorded(
            events.size(),
            Event.Id.at(now),
            type,
            "asset",
            now,
            snapshot.bytes(),
            "",
            Tags.NONE,
            0));
  }

  /** A user who sees some folders. */
  private final class Ann implements AssetViewers.Directory, UserPermissions {

    @Override
    public Optional<UserPermissions> ofUser(String username, String id) {
      return Optional.of(this);
    }

    @Override
    public Optional<UserPermissions> ofGroup(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Viewer.OfUser> user(String username) {
      return Optional.empty();
    }

    @Override
    public Optional<Viewer.OfGroup> group(String nameOrId) {
      return Optional.empty();
    }

    @Override
    public Permissions at(TreePath folder) {
      return seen.contains(folder.text()) ? Permissions.ALL : Permissions.NONE;
    }

    @Override
    public boolean leadsOn(TreePath folder) {
      return false;
    }

    @Override
    public List<Set<String>> layers() {
      return List.of(seen);
    }

    @Override
    public List<Set<String>> readLayers() {
      return layers();
    }

    @Override
    public boolean everything() {
      return false;
    }

    @Override
    public String username() {
      return "ann";
    }
  }
}
