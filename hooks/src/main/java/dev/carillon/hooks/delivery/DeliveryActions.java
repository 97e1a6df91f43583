package dev.carillon.hooks.delivery;

import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;

/**
 * What an administrator does with deliveries: redeliver, retry now, cancel, and recover what was
 * missed. Each method is one transaction; call {@code HooksEngine.redelivered}, {@code
 * HooksEngine.madeDue} or {@code HooksEngine.cancelled} afterwards.
 *
 * <p>What a recovery sends is chosen in two steps by {@code RecoverJob} of the server: first what
 * the webhook missed ({@code prepareRecovery} of {@code SqlDeliveryActions}, read by {@code
 * RecoveredDeliveries}), then events from before the webhook existed ({@code Backfill}).
 */
public interface DeliveryActions {

  /** One delivery as it is now. */
  Optional<Delivery> find(Delivery.Id id);

  /** How many deliveries a webhook has missed and not been sent since. */
  long missed(Webhook.Id webhook);

  /**
   * Makes deliveries that a webhook missed pending and due now, with the full schedule before them,
   * oldest first. What they send is rendered from the event's stored snapshot and stored once for
   * all deliveries of the event that send the same.
   *
   * @param webhook to be read as this one wants it; it should be enabled
   * @param since only of events that happened then or later
   * @param snapshots reads what was stored with the events
   * @param limit at most so many, 1 or more
   * @return how many they were; call again until it is none: fewer than the limit may only mean
   *     that another caller recovered some of them meanwhile
   * @throws IllegalArgumentException if a stored snapshot cannot be read; then nothing was changed
   */
  int recover(Webhook webhook, Instant since, SnapshotReader snapshots, int limit);

  /**
   * Makes one missed delivery pending, as {@link #recover(Webhook, Instant, SnapshotReader, int)}
   * does many.
   *
   * @param webhook the delivery's, to be read as this one wants it
   * @return {@link ActionResult#DONE}, or why not: it is not missed any more, or the webhook is off
   */
  ActionResult recover(Webhook webhook, Delivery.Id id, SnapshotReader snapshots);

  /**
   * Requests one more attempt of a delivery that has ended. The request is durable when this
   * returns, and made as soon as the engine knows of it: with the same id, the same bytes and the
   * next number. Its success makes the delivery delivered; its failure changes nothing but the log.
   */
  ActionResult redeliver(Delivery.Id id);

  /**
   * Makes a new delivery of the same event for another webhook, whatever that one subscribes to,
   * pending and due now. It carries what that webhook wants to see, rendered from the event's
   * stored snapshot. A webhook that wants batches gets a batch of this one event: the delivery is
   * one of an event of its own, of type {@link dev.carillon.hooks.event.EventType#BATCH}. Call
   * {@code HooksEngine.committed} with that event too, or it starts a few seconds later.
   *
   * @return the new delivery; empty where the old one is not there, or the webhook is not there or
   *     off
   * @throws dev.carillon.hooks.validation.ValidationException if the webhook has an owner, and the
   *     event has another one or none
   */
  Optional<Delivery> redeliver(Delivery.Id id, Webhook to, SnapshotReader snapshots);

  /**
   * Makes a pending delivery due now, whatever it waits for: a hold of its webhook ends, as by
   * {@link dev.carillon.hooks.webhook.Webhooks#release}.
   */
  ActionResult retryNow(Delivery.Id id);

  /**
   * Cancels a pending delivery; an attempt that is on the wire ends and is recorded.
   *
   * @param now by the engine's clock
   */
  ActionResult cancel(Delivery.Id id, Instant now);

  /**
   * Cancels what is pending for a webhook, redeliveries that wait too; how many pending ones there
   * were.
   *
   * @param now by the engine's clock
   */
  long cancelPending(Webhook.Id webhook, Instant now);
}
