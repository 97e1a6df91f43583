package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violations;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Deliveries: reads the log, sends again, cancels, and recovers what a webhook missed. What is
 * changed here is durable when a method returns, and takes effect at once.
 */
public final class Deliveries {

  /** The most deliveries of a page. */
  public static final int LIST_MAX = 1_000;

  /** Each step is a transaction, which others wait for. */
  private static final int RECOVER_STEP = 1_000;

  private final Store store;
  private final RunningEngine engine;
  private final SnapshotReader snapshots;

  Deliveries(Store store, RunningEngine engine, SnapshotReader snapshots) {
    this.store = store;
    this.engine = engine;
    this.snapshots = snapshots;
  }

  /**
   * A page of the log.
   *
   * @param filter which deliveries are meant, such as {@code DeliveryFilter.ALL.in("failed")}
   * @param after where to begin: {@code Cursor.NEWEST}, {@code Cursor.OLDEST}, or where a page
   *     ended
   * @param limit at most so many, 1–{@value #LIST_MAX}
   * @throws ValidationException if the limit is out of range
   */
  public DeliveryLog.Page list(DeliveryFilter filter, DeliveryLog.Cursor after, int limit) {
    requireNonNull(filter, "filter is null");
    requireNonNull(after, "after is null");
    new Violations().number("limit", limit, 1, LIST_MAX).check();
    return store.log().page(filter, after, limit);
  }

  /**
   * How many deliveries a filter means.
   *
   * @param max where counting stops, 1 or more
   * @throws ValidationException if the maximum is out of range
   */
  public DeliveryLog.Count count(DeliveryFilter filter, int max) {
    requireNonNull(filter, "filter is null");
    new Violations().number("max", max, 1, Integer.MAX_VALUE).check();
    return store.log().count(filter, max);
  }

  /** One delivery, while the log has it. */
  public Optional<DeliveryLog.Detail> find(Delivery.Id id) {
    requireNonNull(id, "id is null");
    return store.log().find(id);
  }

  /** All attempts of a delivery, the oldest first. */
  public List<Attempt> attempts(Delivery.Id id) {
    requireNonNull(id, "id is null");
    return store.attempts().of(id);
  }

  /** Sends a delivery that has ended once more: the same id, the same bytes, the next attempt. */
  public ActionResult redeliver(Delivery.Id id) {
    requireNonNull(id, "id is null");
    ActionResult result = store.deliveryActions().redeliver(id);
    webhookOf(id).ifPresent(engine::redelivered);
    return result;
  }

  /**
   * Sends the event of a delivery to another webhook at once, whatever types and tags that one asks
   * for: as a new delivery, in the form that this webhook wants. If it asks for batches, that is a
   * batch of this one event. One that has the event already gets it twice.
   *
   * @return the new delivery, which is pending; empty if the log does not have the old one any more
   * @throws NoSuchElementException if there is no such webhook
   * @throws IllegalStateException if it is disabled: enable it first
   * @throws ValidationException if the webhook has an owner and the event has another one or none,
   *     if the event may not be shown to it, or if the delivery is a batch
   */
  public Optional<Delivery> redeliverTo(Delivery.Id id, Webhook.Id to) {
    requireNonNull(id, "id is null");
    requireNonNull(to, "to is null");
    Optional<Delivery> made = store.deliveryActions().redeliver(id, requireEnabled(to), snapshots);
    made.ifPresent(
        delivery -> {
          engine.madeDue(to);
          if (delivery.type().equals(EventType.BATCH)) {
            engine.committed(delivery.event());
          }
        });
    return made;
  }

  /** Sends a pending delivery now, whatever it waits for. */
  public ActionResult retryNow(Delivery.Id id) {
    requireNonNull(id, "id is null");
    ActionResult result = store.deliveryActions().retryNow(id);
    webhookOf(id).ifPresent(engine::madeDue);
    return result;
  }

  /** Cancels a pending delivery; a request that is on the wire ends and is recorded. */
  public ActionResult cancel(Delivery.Id id) {
    requireNonNull(id, "id is null");
    ActionResult result = store.deliveryActions().cancel(id, store.engineClock().instant());
    webhookOf(id).ifPresent(engine::cancelled);
    return result;
  }

  /** Cancels everything that is pending for a webhook; how many deliveries that were. */
  public long cancelPending(Webhook.Id webhook) {
    requireNonNull(webhook, "webhook is null");
    long cancelled = store.deliveryActions().cancelPending(webhook, store.engineClock().instant());
    engine.cancelled(webhook);
    return cancelled;
  }

  /** Sends one delivery that its webhook missed while it was disabled. */
  public ActionResult recover(Delivery.Id id) {
    requireNonNull(id, "id is null");
    Optional<Webhook> webhook = webhookOf(id).flatMap(store.webhooks()::find);
    if (webhook.isEmpty()) {
      return store.deliveryActions().find(id).isPresent()
          ? ActionResult.REMOVED
          : ActionResult.UNKNOWN;
    }
    ActionResult result = store.deliveryActions().recover(webhook.get(), id, snapshots);
    engine.madeDue(webhook.get().id());
    return result;
  }

  /**
   * Sends everything that a webhook missed while it was disabled, in steps of 1,000 deliveries,
   * each a transaction.
   *
   * @param since only of events that happened then or later
   * @return how many deliveries
   * @throws NoSuchElementException if there is no such webhook
   * @throws IllegalStateException if it is disabled: enable it first
   */
  public long recover(Webhook.Id id, Instant since) {
    requireNonNull(id, "id is null");
    requireNonNull(since, "since is null");
    Webhook webhook = requireEnabled(id);
    long all = 0;
    int step;
    do {
      step = store.deliveryActions().recover(webhook, since, snapshots, RECOVER_STEP);
      all += step;
      engine.madeDue(id);
    } while (step > 0);
    return all;
  }

  private Webhook requireEnabled(Webhook.Id id) {
    Webhook webhook =
        store
            .webhooks()
            .find(id)
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "no webhook has the id "
                            + id
                            + ": it was removed or never registered; webhooks().list() has those"
                            + " there are"));
    if (!webhook.enabled()) {
      throw new IllegalStateException(
          "webhook " + id + " is disabled, so nothing can be sent to it: enable it first");
    }
    return webhook;
  }

  private Optional<Webhook.Id> webhookOf(Delivery.Id id) {
    return store.deliveryActions().find(id).map(Delivery::webhook);
  }
}
