package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a job would do to the deliveries that a filter finds: how many it would send or cancel, how
 * many it could not and why, webhook by webhook. It reads a bounded number of deliveries; then
 * there may be more.
 */
final class DryRun {

  private static final int PAGE = 1_000;
  private static final int WEBHOOKS_MAX = 200;

  private final boolean cancels;
  private final Map<Webhook.Id, Boolean> enabled;
  private final Map<Webhook.Id, Share> shares = new HashMap<>();
  private int count;
  private boolean more;

  private DryRun(String kind, Map<Webhook.Id, Boolean> enabled) {
    this.cancels = kind.equals(CancelJob.NAME);
    this.enabled = enabled;
  }

  /** Looks at what the filter finds, at most so many deliveries. */
  static DryRun of(String kind, DeliveryFilter filter, Store store, int max) {
    Map<Webhook.Id, Boolean> enabled =
        store.webhooks().current().webhooks().stream()
            .collect(Collectors.toMap(Webhook::id, Webhook::enabled));
    DryRun run = new DryRun(kind, enabled);
    DeliveryLog.Cursor from = DeliveryLog.Cursor.NEWEST;
    boolean next = true;
    while (next) {
      DeliveryLog.Page page = store.log().page(filter, from, Math.min(PAGE, max - run.count));
      page.entries().forEach(run::add);
      from = page.end();
      run.more = page.more();
      next = page.more() && page.readAll() && run.count < max;
    }
    if (run.more && run.count == max) {
      DeliveryLog.Page behind = store.log().page(filter, from, 1);
      run.more = behind.more() || !behind.entries().isEmpty();
    }
    return run;
  }

  private void add(DeliveryLog.Entry entry) {
    Delivery delivery = entry.delivery();
    count++;
    Share share =
        shares.computeIfAbsent(
            delivery.webhook(), id -> new Share(id, entry.to().name(), entry.to().removed()));
    Obstacle obstacle = cancels ? ended(delivery) : unsendable(delivery, share.removed);
    if (obstacle != null) {
      share.obstacles.merge(obstacle, 1, Integer::sum);
    } else {
      share.eligible++;
      if (delivery.state() instanceof DeliveryState.Delivered) {
        share.delivered++;
      }
    }
  }

  private static @Nullable Obstacle ended(Delivery delivery) {
    return delivery.state() instanceof DeliveryState.Pending ? null : Obstacle.ENDED;
  }

  /** Decides as {@link RedeliverJob} does: a dry run must not promise more. */
  private @Nullable Obstacle unsendable(Delivery delivery, boolean removed) {
    if (removed) {
      return Obstacle.WEBHOOK_REMOVED;
    }
    if (!enabled.getOrDefault(delivery.webhook(), false)) {
      return Obstacle.WEBHOOK_DISABLED;
    }
    return delivery.state() instanceof DeliveryState.Pending ? Obstacle.PENDING : null;
  }

  /** The response; webhooks come first of which most deliveries cannot be done. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("count", count).put("more", more);
    json.put("eligible", shares.values().stream().mapToInt(share -> share.eligible).sum());
    json.put("delivered", shares.values().stream().mapToInt(share -> share.delivered).sum());
    Map<Obstacle, Integer> obstacles = new EnumMap<>(Obstacle.class);
    shares
        .values()
        .forEach(
            share -> share.obstacles.forEach((why, n) -> obstacles.merge(why, n, Integer::sum)));
    json.set("ineligible", json(obstacles));
    ArrayNode webhooks = json.putArray("webhooks");
    List<Share> shown =
        shares.values().stream()
            .sorted(
                Comparator.comparingInt(Share::ineligible)
                    .reversed()
                    .thenComparing(share -> share.name)
                    .thenComparing(share -> share.id.value()))
            .limit(WEBHOOKS_MAX)
            .toList();
    shown.forEach(share -> webhooks.add(share.json()));
    return json;
  }

  private static ArrayNode json(Map<Obstacle, Integer> obstacles) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    obstacles.forEach((why, n) -> json.addObject().put("reason", why.text()).put("count", n));
    return json;
  }

  /** Why a delivery cannot be redelivered, or cancelled. */
  private enum Obstacle {
    WEBHOOK_DISABLED,
    WEBHOOK_REMOVED,
    /** It will be sent anyway. */
    PENDING,
    /** There is nothing left to cancel. */
    ENDED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is for one webhook. */
  private static final class Share {
    private final Webhook.Id id;
    private final String name;
    private final boolean removed;
    private final Map<Obstacle, Integer> obstacles = new EnumMap<>(Obstacle.class);
    private int eligible;
    private int delivered;

    Share(Webhook.Id id, String name, boolean removed) {
      this.id = id;
      this.name = name;
      this.removed = removed;
    }

    int ineligible() {
      return obstacles.values().stream().mapToInt(Integer::intValue).sum();
    }

    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", id.value()).put("name", name).put("removed", removed);
      json.put("eligible", eligible).put("delivered", delivered);
      json.set("ineligible", DryRun.json(obstacles));
      return json;
    }
  }
}
