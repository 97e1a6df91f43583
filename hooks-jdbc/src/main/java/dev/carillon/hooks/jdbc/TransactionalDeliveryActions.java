package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Actions on deliveries, each a transaction or part of one of the caller's: a job stores how far it
 * has come in the same transaction.
 */
public interface TransactionalDeliveryActions extends DeliveryActions {

  /**
   * Asks for one more attempt of a delivery that has ended.
   *
   * @param seen as it was when this was decided: one that was delivered since then is let be
   */
  ActionResult redeliver(Connection connection, Delivery seen) throws SQLException;

  /** How many redeliveries wait for webhooks that are enabled; counting stops at {@code max}. */
  int waiting(int max);

  /**
   * Cancels a pending delivery.
   *
   * @param now by the engine's clock
   */
  ActionResult cancel(Connection connection, Delivery.Id id, Instant now) throws SQLException;

  /** Reads and renders what a webhook missed, if it is missed still; no other's. */
  PreparedRecovery prepareRecovery(Webhook webhook, Delivery.Id id, SnapshotReader snapshots);

  /**
   * Reads and renders what a webhook missed, the oldest first.
   *
   * @param after where the batch before this one came to; 0 = from the start
   */
  PreparedRecovery prepareRecovery(
      Webhook webhook, Past past, long after, SnapshotReader snapshots, int limit);

  /** How much that is in all; counting stops at {@code max}. */
  Count countMissed(Webhook webhook, Past past, int max);

  /**
   * Reads and renders events that the webhook wants and has no delivery of, as those are that came
   * before it was registered. Reads a bounded number of events, so a batch may be empty and yet not
   * be the last.
   *
   * @param range of the times of events
   * @param after where the batch before this one came to; 0 = from the start
   * @param limit at most so many deliveries
   */
  PreparedRecovery backfill(
      Webhook webhook, Range range, long after, SnapshotReader snapshots, int limit);

  /**
   * The events that happened since one time and were recorded before another. The two go by two
   * clocks, which may be hours apart after a machine slept or had its time set.
   *
   * @param since the first time of an event that counts, by the clock that gave events their times
   * @param recordedBefore what was recorded then or later is not meant; by the engine's clock
   */
  record Past(Instant since, Instant recordedBefore) {}

  /**
   * A range of times of events.
   *
   * @param from the first that counts
   * @param to the first that does not
   */
  record Range(Instant from, Instant to) {

    /** Whether it holds this time. */
    public boolean contains(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }
  }
}
