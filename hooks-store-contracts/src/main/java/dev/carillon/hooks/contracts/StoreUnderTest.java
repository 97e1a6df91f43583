package dev.carillon.hooks.contracts;

import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;

/** One empty store, as {@link StoreContract} needs it. */
public interface StoreUnderTest extends AutoCloseable {

  /** What the engine needs of it. */
  HooksStore ports();

  /** Its actions on deliveries. */
  DeliveryActions deliveryActions();

  /** Its log of attempts. */
  AttemptLog attempts();

  /** Its log. */
  DeliveryLog log();

  /** Its journal. */
  Journal journal();

  /** What its consumers get. */
  Consumers consumers();

  /** Records an event in a transaction of its own. */
  Receipt record(Event event);

  /** Records an event, then throws this in the same transaction, so that all is undone. */
  void recordAndThrow(Event event, RuntimeException thrown);

  /** What it was opened with, so that it tells what becomes of webhooks. */
  TestOperationalEvents operationalEvents();

  /** Every byte that the store has written; empty where it writes none. */
  byte[] stored();

  @Override
  void close();
}
