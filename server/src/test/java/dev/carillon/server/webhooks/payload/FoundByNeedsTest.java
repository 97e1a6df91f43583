package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.query.QueryLanguage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Webhooks are looked up by type, folder, changed field and required term; nobody is missed. */
class FoundByNeedsTest {

  private static final List<String> PLACES =
      List.of("/", "/a", "a/", "/a/b", "/a/b/c d/", "/ab", "//a", "/a//b", "/A", "");
  private static final List<String> WORDS = List.of("boat", "Sea", "Final", "foo-13", "été", "13");
  private static final List<String> FIELDS = List.of("status", "rating", "title");
  private static final List<String> QUERIES =
      List.of(
          "",
          "status:final",
          "title:boat",
          "boat sea",
          "boat OR rating:[2 TO 4]",
          "-title:sea",
          "title:\"sea boat\"",
          "status:f*",
          "rating:2",
          "folderPath:\"/a/b\"",
          "title:nosuch",
          "assetCreated:[NOW-1DAY TO NOW]",
          "(title:boat OR status:été) AND rating:*",
          "nosuchfield:x",
          "*:*",
          "textContent:boat",
          "été -13",
          "-textContent:été title:sea",
          "ancestorPaths:\"/a\"");

  private final Random random = new Random(5);
  private final FieldRegistry fields = ShippedFields.load();
  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(fields, new DisplayFormats(() -> ZoneOffset.UTC));
  private final AssetFilterReader filters =
      SearchQuery.filters(
          new QueryFilters(new QueryLanguage(fields, () -> ZoneOffset.UTC)), new AssetViewers());

  @Test
  void theDecisionIsThatOfAskingEveryWebhook() {
    int matched = 0;
    for (int round = 0; round < 15; round++) {
      List<Webhook> webhooks = new ArrayList<>();
      for (int n = 0; n < 60; n++) {
        webhooks.add(webhook());
      }
      WebhookSet set = WebhookSet.of(round, webhooks);
      for (int n = 0; n < 25; n++) {
        Event event = Event.of(type(), "asset", Instant.now(), snapshot());
        List<Webhook.Id> plain =
            webhooks.stream()
                .filter(webhook -> webhook.subscription().eventTypes().contains(event.type()))
                .filter(webhook -> webhook.subscription().filter().matches(event))
                .map(Webhook::id)
                .toList();
        assertThat(FanOut.of(event, set).matches())
            .as("%s", event)
            .extracting(FanOut.Match::webhook)
            .containsExactlyElementsOf(plain);
        matched += plain.size();
      }
    }
    assertThat(matched).isGreaterThan(500);
  }

  private Webhook webhook() {
    AssetCriteria criteria =
        new AssetCriteria(
            some(FIELDS), some(PLACES), any(QUERIES), AssetCriteria.WildcardSelection.UNSET);
    return Webhook.of(
        "any",
        "https://example.org",
        new Webhook.Subscription(
            List.of(type()), List.of(), filters.compile(criteria), Projection.DEFAULT),
        Instant.EPOCH);
  }

  private Snapshot snapshot() {
    Map<String, Object> values = new LinkedHashMap<>();
    String place = any(PLACES);
    values.put("id", "asset");
    values.put("folderPath", place);
    values.put("assetPath", place + "/boat.jpg");
    values.put("title", any(WORDS) + " " + any(WORDS));
    values.put("status", any(WORDS));
    values.put("rating", (long) random.nextInt(5));
    values.put("assetCreated", Instant.now().toEpochMilli());
    if (random.nextInt(10) == 0) {
      return new FolderSnapshot("id", place, Metadata.EMPTY, payloads);
    }
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    some(FIELDS).forEach(field -> changed.put(field, new FieldChange("a", "b")));
    Set<String> places = new HashSet<>(some(PLACES));
    places.add(place);
    String words = any(WORDS) + " " + any(WORDS);
    FileText text = random.nextBoolean() ? FileText.NONE : new FileText("file", file -> words);
    return new AssetSnapshot("asset", Metadata.of(values), changed, places, text, payloads);
  }

  private EventType type() {
    return any(List.of(EventTypes.ASSET_CREATE, EventTypes.ASSET_UPDATE_METADATA));
  }

  private List<String> some(List<String> all) {
    return all.stream().filter(each -> random.nextInt(3) == 0).toList();
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
