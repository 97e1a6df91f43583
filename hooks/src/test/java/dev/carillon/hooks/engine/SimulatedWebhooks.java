package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/** The webhooks of a simulation, as they are now. */
final class SimulatedWebhooks {

  private final Map<Webhook.Id, Webhook> byId = new HashMap<>();
  private final boolean tenants;
  private final boolean adaptive;
  private final OwnerLimits first;
  private final OwnerLimits second;

  /** None has an owner. */
  SimulatedWebhooks() {
    this(0);
  }

  /**
   * In every third world each belongs to one of two tenants, which have limits of their own; in
   * every fourth the concurrency of all adapts, up to higher limits.
   */
  SimulatedWebhooks(long seed) {
    this.tenants = seed % 3 == 2;
    this.adaptive = seed % 4 == 3;
    int concurrent = (int) (seed / 3 % 4);
    int perSecond = (int) (seed / 12 % 3) * 15;
    this.first = new OwnerLimits(0, concurrent, perSecond);
    this.second = new OwnerLimits(0, concurrent + 1, 15);
  }

  /** The limits of a tenant. */
  OwnerLimits limitsOf(String owner) {
    return owner.equals("first") ? first : second;
  }

  /** One with limits and an ordering at random, and an id that follows from the seed. */
  static Webhook random(Random random, Instant now) {
    Ordering ordering = random.nextBoolean() ? Ordering.NONE : Ordering.SUBJECT;
    Webhook webhook =
        Webhook.of("w", "http://127.0.0.1/", Webhook.Subscription.to(), now).toBuilder()
            .id(new Webhook.Id(Ids.of(new UUID(random.nextLong(), random.nextLong()))))
            .build();
    return limited(webhook, 1 + random.nextInt(4), random.nextInt(3) * 20, ordering);
  }

  static Webhook limited(Webhook webhook, int concurrent, int perSecond, Ordering ordering) {
    return webhook.toBuilder()
        .limits(new WebhookLimits(0, concurrent, perSecond, ordering))
        .build();
  }

  /** Some receivers ask for a rest, of very different lengths. */
  static ReceiverResponse refusal(Random random) {
    if (random.nextInt(8) > 0) {
      return ReceiverResponse.of(500);
    }
    String seconds = String.valueOf(1 + random.nextInt(random.nextBoolean() ? 3 : 4000));
    return new ReceiverResponse(503, List.of(new Header("Retry-After", seconds)), "", 0, false);
  }

  void put(Webhook webhook) {
    Webhook owned = tenants && webhook.owner().isEmpty() ? owned(webhook) : webhook;
    byId.put(
        webhook.id(), adaptive && !webhook.rules().adaptiveConcurrency() ? adapting(owned) : owned);
  }

  private static Webhook owned(Webhook webhook) {
    boolean even = webhook.id().value().charAt(0) % 2 == 0;
    return webhook.toBuilder().owner(even ? "first" : "second").build();
  }

  private static Webhook adapting(Webhook webhook) {
    WebhookLimits limits = webhook.limits();
    int most = limits.maxConcurrent() * 3;
    return limited(webhook, most, limits.maxPerSecond(), limits.ordering()).toBuilder()
        .rules(DeliveryRules.DEFAULT.withAdaptiveConcurrency(true))
        .build();
  }

  Webhook get(Webhook.Id id) {
    return Objects.requireNonNull(byId.get(id));
  }

  Collection<Webhook> all() {
    return byId.values();
  }

  /** One of them, always the same with the same seed. */
  Webhook any(Random random) {
    List<Webhook> all = new ArrayList<>(byId.values());
    all.sort(Comparator.comparing(webhook -> webhook.id().value()));
    return all.get(random.nextInt(all.size()));
  }
}
