package dev.carillon.bench.growth;

import dev.carillon.bench.program.Median;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.webhooks.payload.AssetCriteria;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.AssetViewers;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import dev.carillon.server.webhooks.payload.SearchQuery;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long it takes to decide which webhooks get a change, with few webhooks and with many. */
final class GrowthMatching {

  private static final int FEW = 10;
  private static final int MANY = 10_000;
  private static final int CHANGES = 3_000;
  private static final int ROUNDS = 5;
  private static final int WARMING = 4;
  private static final List<EventType> TYPES =
      List.of(
          new EventType("asset_create"),
          new EventType("asset_update_metadata"),
          new EventType("asset_move"),
          new EventType("asset_remove"));

  private final FieldRegistry fields = ShippedFields.load();
  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(fields, new DisplayFormats(() -> ZoneOffset.UTC));
  private final AssetFilterReader filters =
      SearchQuery.filters(
          new QueryFilters(new QueryLanguage(fields, () -> ZoneOffset.UTC)), new AssetViewers());
  private final List<Event> changes = new ArrayList<>();

  GrowthMatching() {
    Assets assets = new Assets();
    for (int n = 0; n < CHANGES; n++) {
      AssetSnapshot asset =
          new AssetSnapshot(
              Assets.id(n), assets.metadata(n), Map.of(), Set.of(Assets.folder(n)), payloads);
      changes.add(Event.of(TYPES.get(n % TYPES.size()), Assets.id(n), Instant.now(), asset));
    }
  }

  /** The microseconds for each change, with few and with many webhooks. */
  Times run() throws IOException {
    WebhookSet few = webhooks(FEW);
    WebhookSet many = webhooks(MANY);
    check(many);
    List<Double> withFew = new ArrayList<>();
    List<Double> withMany = new ArrayList<>();
    for (int round = 0; round < WARMING + ROUNDS; round++) {
      double first = micros(few);
      double second = micros(many);
      if (round >= WARMING) {
        withFew.add(first);
        withMany.add(second);
      }
    }
    return new Times(Median.of(withFew), Median.of(withMany));
  }

  private double micros(WebhookSet webhooks) {
    long matches = 0;
    long start = System.nanoTime();
    for (Event change : changes) {
      matches += FanOut.of(change, webhooks).matches().size();
    }
    double micros = (System.nanoTime() - start) / 1000.0 / changes.size();
    System.out.printf(
        "matching with %d webhooks: %.1f µs a change, %.1f matches%n",
        webhooks.webhooks().size(), micros, (double) matches / changes.size());
    return micros;
  }

  /** The decision must be that of asking everybody. */
  private void check(WebhookSet webhooks) throws IOException {
    for (Event change : changes.subList(0, 50)) {
      List<Webhook.Id> asked =
          webhooks.of(change.type()).stream()
              .filter(webhook -> webhook.subscription().filter().matches(change))
              .map(Webhook::id)
              .toList();
      List<Webhook.Id> found =
          FanOut.of(change, webhooks).matches().stream().map(FanOut.Match::webhook).toList();
      if (!asked.equals(found)) {
        throw new IOException("wrong webhooks for " + change + ": " + found + ", not " + asked);
      }
    }
  }

  private WebhookSet webhooks(int count) {
    List<Webhook> webhooks = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Webhook.Subscription subscription =
          new Webhook.Subscription(
              List.of(TYPES.get(n / 4 % TYPES.size())),
              List.of(),
              filters.compile(criteria(n)),
              Projection.DEFAULT);
      webhooks.add(Webhook.of("w" + n, "http://127.0.0.1:9/", subscription, Instant.EPOCH));
    }
    return WebhookSet.of(1, webhooks);
  }

  /** By folder, by query, by both, and by a query whose only required term is a common one. */
  private static AssetCriteria criteria(int n) {
    return switch (n % 4) {
      case 0 -> wanting(List.of(Assets.folder(n)), "");
      case 1 -> wanting(List.of(), "tags:" + Assets.tag(n));
      case 2 -> wanting(List.of(Assets.folder(n)), "status:final OR rating:[4 TO 5]");
      default ->
          wanting(List.of(), "status:final AND tags:" + Assets.tag(n) + " AND rating:[2 TO 3]");
    };
  }

  private static AssetCriteria wanting(List<String> folders, String query) {
    return new AssetCriteria(List.of(), folders, query, AssetCriteria.WildcardSelection.UNSET);
  }

  /** Microseconds for each change. */
  record Times(double few, double many) {}
}
