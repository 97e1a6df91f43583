package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One webhook's way out: its backlog, its limits, its health. A slow one delays no other. */
final class Lane {

  private final RateLimiter rateLimiter = new RateLimiter();
  private final FailureCounter failures = new FailureCounter();
  private final RetryAfterHold hold = new RetryAfterHold();
  private final AdaptiveConcurrency adaptive;
  private final TenantShare tenant;
  private final Backlog backlog;
  private final RedeliveryQueue redeliveries;
  private Webhook webhook;
  private LaneShare share;
  private WebhookHealth health;

  /** The policy for all webhooks that {@link #ownPolicy} was made of; null: made anew. */
  private @Nullable DeliveryPolicy commonPolicy;

  private DeliveryPolicy ownPolicy = DeliveryPolicy.DEFAULT;
  private int inFlight;
  private boolean removed;
  private boolean touched;
  private boolean waiting;

  Lane(
      Webhook webhook,
      LaneShare share,
      WebhookHealth health,
      EngineLimits limits,
      TenantShare tenant) {
    this.webhook = webhook;
    this.share = share;
    this.health = health;
    this.tenant = tenant;
    this.adaptive = new AdaptiveConcurrency(health.status() == WebhookHealth.Status.FAILING);
    this.redeliveries = new RedeliveryQueue(webhook.id(), tenant.budget());
    this.backlog =
        new Backlog(
            webhook.id(),
            WaitingDeliveries.in(webhook.limits().ordering()),
            limits,
            tenant.budget());
    this.backlog.readsOnly(share.mode() == LaneShare.Mode.WHOLE);
  }

  /** The webhook is like this now. What waits in memory is read anew where that matters. */
  void change(Webhook other, Instant now) {
    boolean switched = webhook.enabled() != other.enabled();
    boolean reordered = other.limits().ordering() != webhook.limits().ordering();
    if (reordered) {
      backlog.reorder(WaitingDeliveries.in(other.limits().ordering()), now);
    }
    webhook = other;
    commonPolicy = null;
    if (switched) {
      failures.clear();
    }
    if (switched || reordered) {
      forget(now);
    }
  }

  /**
   * This node may send so much from now on. What waits in memory is read anew where deliveries may
   * have changed hands.
   *
   * @param newList whether it follows from another list of nodes than before
   */
  void share(LaneShare other, boolean newList, Instant now) {
    boolean reread =
        other.mode() != share.mode() || (newList && other.mode() != LaneShare.Mode.PART);
    share = other;
    backlog.readsOnly(other.mode() == LaneShare.Mode.WHOLE);
    if (reread) {
      forget(now);
    }
  }

  /** Whether nothing is on the wire, or was read before, that its share does not allow. */
  boolean withinShare() {
    if (backlog.readOutdated() || redeliveries.readOutdated()) {
      return false;
    }
    return share.sends()
        ? share.concurrent() == 0 || inFlight <= share.concurrent()
        : backlog.size() == 0 && redeliveries.size() == 0;
  }

  /** Whether this change ends a hold: it is switched on, or goes somewhere else. */
  boolean startsAnew(Webhook other) {
    return (!webhook.enabled() && other.enabled()) || !webhook.url().equals(other.url());
  }

  /** Until when the receiver asked to be left alone. */
  RetryAfterHold hold() {
    return hold;
  }

  /** Drops what waits in memory: rows are the truth. */
  void forget(Instant now) {
    backlog.forget(now);
    redeliveries.forget();
  }

  /** The webhook is gone; what is on the wire still comes back. */
  void remove(Instant now) {
    removed = true;
    forget(now);
    backlog.close();
  }

  Backlog backlog() {
    return backlog;
  }

  RedeliveryQueue redeliveries() {
    return redeliveries;
  }

  Webhook webhook() {
    return webhook;
  }

  /** Whether the webhook is gone, and all that was on its way to it has come back. */
  boolean isDrained() {
    return removed && backlog.size() == 0 && redeliveries.size() == 0;
  }

  int inFlight() {
    return inFlight;
  }

  /** What it shares with the other webhooks of its owner, which is a tenant. */
  TenantShare tenant() {
    return tenant;
  }

  /** Whether this step has looked at it already; from here on it has. */
  boolean touch() {
    boolean before = touched;
    touched = true;
    return before;
  }

  /** The step is over. */
  void untouch() {
    touched = false;
  }

  /** Whether it waits for its turn to start an attempt. */
  boolean waiting() {
    return waiting;
  }

  void waiting(boolean waits) {
    waiting = waits;
  }

  /** Whether an attempt could start now, as far as this webhook is concerned. */
  boolean mayStart(Instant now, DeliveryPolicy policy) {
    return sends()
        && hold.over(now)
        && inFlight < concurrency(policy)
        && !rateLimiter.allowedAt().isAfter(now)
        && ready(now);
  }

  private boolean ready(Instant now) {
    return backlog.ready(now) || redeliveries.ready();
  }

  /**
   * Whether the concurrency limit is used up while a pending delivery is due. The rate limit is not
   * considered, nor are redeliveries.
   */
  boolean limited(Instant now, DeliveryPolicy policy) {
    return sends() && hold.over(now) && inFlight >= concurrency(policy) && backlog.ready(now);
  }

  /** Whether attempts may start, and deliveries be read for them. */
  boolean sends() {
    return isActive() && share.sends();
  }

  /** Whether its webhook is enabled and not removed. */
  private boolean isActive() {
    return webhook.enabled() && !removed;
  }

  /** Starts the next attempt. */
  Optional<DispatcherAction.Send> startNext(Instant now, DeliveryPolicy policy) {
    return next(now)
        .map(
            due -> {
              DispatcherAction.Send send = new DispatcherAction.Send(due, webhook, timeout(policy));
              rateLimiter.started(now, share.perSecond(), share.perMinute());
              inFlight++;
              tenant.started(now);
              return send;
            });
  }

  /** A request was sent that is no attempt of its own: the next one waits for the rate limit. */
  void extraRequest(Instant now) {
    rateLimiter.extraRequest(now, share.perSecond(), share.perMinute());
  }

  /** The attempt that was to start did not: the delivery is read again. */
  void notSent(DueDelivery due, Instant now) {
    inFlight--;
    tenant.ended();
    if (due.redelivery()) {
      redeliveries.notSent(due.delivery().sequence());
    } else {
      backlog.notSent(due.delivery().sequence());
    }
    forget(now);
  }

  private Optional<DueDelivery> next(Instant now) {
    return redeliveries.ready() && redeliveries.first(backlog.ready(now))
        ? Optional.of(redeliveries.next())
        : backlog.next(now);
  }

  /** An attempt has ended: decides what comes of it. */
  Settlement settle(
      DueDelivery due,
      Attempt attempt,
      DeliveryPolicy policy,
      Instant now,
      RandomGenerator random) {
    inFlight--;
    tenant.ended();
    int failed = attempt.outcome().success() ? 0 : failures.failed(now);
    Settlement settlement =
        Settlement.of(
            due.delivery(),
            attempt,
            own(policy),
            health.afterPayload(due.payload().length()),
            isActive() ? failed : 0,
            now,
            random);
    String sentTo = attempt.target().url();
    if (settlement.holds() && !sentTo.isEmpty() && !sentTo.equals(webhook.url())) {
      // it went to where the webhook led before
      settlement = settlement.withoutHold();
    }
    health = settlement.health();
    hold.attempted(settlement);
    adaptive.ended(
        attempt.outcome().success(),
        health.status() == WebhookHealth.Status.FAILING,
        limit(policy));
    if (!due.redelivery()) {
      backlog.attempted(due);
    }
    settlement.disabled().ifPresent(disabled -> change(webhook.in(disabled), now));
    return settlement;
  }

  /** Takes in that the result of an attempt is stored. */
  void stored(Settlement settlement, Instant now) {
    hold.stored(settlement, now);
    if (settlement.attempt().redelivery()) {
      redeliveries.stored(settlement.before().sequence());
    } else {
      backlog.stored(settlement, now);
      redeliveries.otherStored(settlement.before().sequence());
    }
  }

  /** A page of redeliveries has come back. */
  void redeliveryPage(DispatcherInput.RedeliveryPage page) {
    redeliveries.page(page.rows(), page.complete(), backlog::busy);
  }

  /** When this lane has something to do by time alone. */
  Instant wakeAt(Instant now) {
    if (!sends()) {
      return Instant.MAX;
    }
    Instant wake = ready(now) ? now : backlog.wakeAt();
    Instant allowed =
        rateLimiter.allowedAt().isAfter(hold.until()) ? rateLimiter.allowedAt() : hold.until();
    return wake.isAfter(allowed) ? wake : allowed;
  }

  /** The policy by the rules of this webhook. */
  @SuppressWarnings("ReferenceEquality") // it is replaced as a whole, and seldom
  private DeliveryPolicy own(DeliveryPolicy policy) {
    if (policy != commonPolicy) {
      commonPolicy = policy;
      ownPolicy = policy.with(webhook.rules());
    }
    return ownPolicy;
  }

  private int concurrency(DeliveryPolicy policy) {
    int limit = limit(policy);
    return webhook.rules().adaptiveConcurrency() ? adaptive.of(limit) : limit;
  }

  private int limit(DeliveryPolicy policy) {
    int own = share.concurrent();
    return own == 0 ? policy.maxConcurrentPerWebhook() : own;
  }

  private Duration timeout(DeliveryPolicy policy) {
    int own = webhook.limits().timeoutSeconds();
    return own == 0 ? policy.timeout() : Duration.ofSeconds(own);
  }
}
