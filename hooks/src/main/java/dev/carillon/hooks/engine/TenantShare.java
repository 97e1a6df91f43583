package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.event.OwnerName;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the webhooks of one tenant (their {@code owner}) use together: attempts on the wire, a rate
 * and memory. Shares go by tenant first: a tenant has one place among those that wait for a turn,
 * and its webhooks take turns in it. A webhook without an owner stands alone, as if it were a
 * tenant.
 */
final class TenantShare {

  private static final System.Logger LOG = System.getLogger(TenantShare.class.getName());

  /** The limits of an owner are asked for anew after this time. */
  private static final Duration LIMITS_HOLD = Duration.ofSeconds(1);

  private final String owner;
  private final MemoryBudget budget;
  private final RateLimiter rateLimiter = new RateLimiter();

  /** A tenant's lanes that wait behind its lane in the queue; of a single webhook, always empty. */
  private final Deque<Lane> waiting;

  private boolean inTurn;
  private boolean parked;
  private int inFlight;
  private OwnerLimits limits = OwnerLimits.NONE;
  private @Nullable Function<String, OwnerLimits> limitsFrom;
  private Instant limitsUntil = Instant.MIN;

  private TenantShare(String owner, MemoryBudget budget) {
    this.owner = owner;
    this.budget = budget;
    this.waiting = new ArrayDeque<>(hasOwner() ? 16 : 0);
  }

  /** The share of one webhook without an owner. */
  static TenantShare ofOneWebhook(MemoryBudget budget) {
    return new TenantShare(OwnerName.NONE, budget);
  }

  /** The share of all webhooks of a tenant, which hold nothing yet. */
  static TenantShare ofTenant(String owner, MemoryBudget budget) {
    return new TenantShare(owner, budget.part());
  }

  /** Whether it is that of a tenant, and not of one webhook alone. */
  boolean hasOwner() {
    return !owner.isEmpty();
  }

  /** The memory for what waits. */
  MemoryBudget budget() {
    return budget;
  }

  /** How many of its attempts are on the wire. */
  int inFlight() {
    return inFlight;
  }

  void started(Instant now) {
    inFlight++;
    rateLimiter.started(now, limits.maxPerSecond(), 0);
  }

  void ended() {
    inFlight--;
  }

  /** Whether one more attempt may start, as far as the limits of its owner are concerned. */
  boolean mayStart(DeliveryPolicy policy, Instant now) {
    if (!hasOwner()) {
      return true;
    }
    refreshLimits(policy.ownerLimits(), now);
    return (limits.maxConcurrent() == 0 || inFlight < limits.maxConcurrent())
        && !allowedAt().isAfter(now);
  }

  /** When the next attempt may start, as far as the rate is concerned. */
  Instant allowedAt() {
    return rateLimiter.allowedAt();
  }

  /** They come from the embedder's program: what it throws must not stop any attempt. */
  @SuppressWarnings("ReferenceEquality") // it is replaced as a whole, and seldom
  private void refreshLimits(Function<String, OwnerLimits> from, Instant now) {
    if (from == limitsFrom && now.isBefore(limitsUntil)) {
      return;
    }
    limitsFrom = from;
    limitsUntil = now.plus(LIMITS_HOLD);
    try {
      limits = Objects.requireNonNull(from.apply(owner), "limits");
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The limits of owner " + owner + " are unknown; they stay " + limits,
          failed);
    }
  }

  Deque<Lane> waiting() {
    return waiting;
  }

  /** Whether one of its lanes has its place among those that wait. */
  boolean inTurn() {
    return inTurn;
  }

  void inTurn(boolean has) {
    inTurn = has;
  }

  /** Whether it waits for the time that its rate allows the next attempt. */
  boolean parked() {
    return parked;
  }

  void parked(boolean waits) {
    parked = waits;
  }
}
