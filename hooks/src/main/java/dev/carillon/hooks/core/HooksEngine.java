package dev.carillon.hooks.core;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.engine.DeliveryEngine;
import dev.carillon.hooks.engine.DispatcherInput;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.Set;

/**
 * The webhook core, running. Record events in your own transactions with a store's outbox; after
 * the commit hand over the receipt; everything else happens by itself.
 *
 * <p>At least once: a delivery is pending until a stored result says otherwise, whatever happens to
 * this process.
 */
public final class HooksEngine implements AutoCloseable {

  private final DeliveryEngine engine;

  private HooksEngine(DeliveryEngine engine) {
    this.engine = engine;
  }

  /**
   * Starts sending what the store holds and what is handed over. If that fails, the lease is handed
   * back, and the sender stays open.
   */
  public static HooksEngine start(HooksConfig config) {
    DeliveryEngine engine = new DeliveryEngine(config);
    try {
      engine.start();
    } catch (RuntimeException | Error failed) {
      engine.abandon();
      throw failed;
    }
    return new HooksEngine(engine);
  }

  /**
   * The transaction that recorded this event is committed: its deliveries start at once. A receipt
   * of an embedder's own transaction is looked up first, since that may have been rolled back.
   * Forgetting this call costs a few seconds, never a delivery.
   */
  public void committed(Receipt receipt) {
    if (receipt.due().isEmpty()) {
      return;
    }
    if (receipt.trusted()) {
      engine.submit(new DispatcherInput.HandedOver(receipt.due()));
    } else {
      committed(receipt.event());
    }
  }

  /**
   * An embedder's own transaction that recorded this event is committed, as far as the caller
   * knows: its deliveries are looked up, a few events at a time, and start then. Of very many at
   * once some are left to the next poll.
   */
  public void committed(Event.Id event) {
    engine.lookUp(event);
  }

  /**
   * Webhooks were added, changed or removed in the store: takes effect within a second, usually at
   * once. What is on the wire of a webhook that was disabled or removed ends and is recorded.
   */
  public void webhooksChanged() {
    engine.refreshWebhooks();
  }

  /**
   * Old deliveries of this webhook were made pending, or due sooner, by an action of this process:
   * they start at once. Forgetting this call, or one of the next two, costs a few seconds.
   *
   * <p>Not the same as {@code NodeHints.madeDue}, which tells of deliveries that were recorded and
   * is no reason to read old ones again.
   */
  public void madeDue(Webhook.Id webhook) {
    engine.submit(new DispatcherInput.Woken(webhook));
  }

  /** Pending deliveries of this webhook were called off: no attempt of them starts any more. */
  public void cancelled(Webhook.Id webhook) {
    engine.submit(new DispatcherInput.Cancelled(webhook));
  }

  /** Redeliveries to this webhook were requested: they start at once. */
  public void redelivered(Webhook.Id webhook) {
    engine.submit(new DispatcherInput.RedeliveriesFound(Set.of(webhook)));
  }

  /**
   * A request was sent to this webhook that is no attempt of a delivery, such as a test: it counts
   * towards the webhook's rate limit, as far as this process sends to it.
   */
  public void extraRequest(Webhook.Id webhook) {
    engine.submit(new DispatcherInput.ExtraRequest(webhook));
  }

  /** Other rules from the next attempt on. */
  public void policy(DeliveryPolicy policy) {
    engine.policy(policy);
  }

  /** Deliveries that ended longer ago than this are removed. */
  public void retention(Duration retention) {
    engine.maintenance().retention(retention);
  }

  /**
   * The oldest deliveries that ended are removed before their time where the log takes more than so
   * many bytes, about.
   */
  public void bytesMax(long bytesMax) {
    engine.maintenance().bytesMax(bytesMax);
  }

  /**
   * Whether this process may send at present. It may not once its lease has ended, which it could
   * not renew in time, or which another process took over. Nothing is read for the answer.
   */
  public boolean sending() {
    return engine.sending();
  }

  /** How many attempts are on the wire. */
  public int inFlight() {
    return engine.inFlight();
  }

  /** How many attempts have ended, and what came of them is not stored yet. */
  public int unstored() {
    return engine.unstored();
  }

  /** How many attempts may be on the wire at once, all webhooks together. */
  public int inFlightMax() {
    return engine.inFlightMax();
  }

  /** How often a webhook had a due delivery while its concurrency limit was used up. */
  public long limited() {
    return engine.limited();
  }

  /**
   * Stops: no attempt starts any more, those on the wire end and are stored, the lease is handed
   * back. Returns after at most the longest timeout of a webhook and some 10 seconds.
   */
  @Override
  public void close() {
    engine.close();
  }
}
