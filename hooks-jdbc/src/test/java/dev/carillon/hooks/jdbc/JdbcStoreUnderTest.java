package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.TestOperationalEvents;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.webhook.FanOut;
import java.util.function.Supplier;

/** A store in a database, as the contract needs it. */
public record JdbcStoreUnderTest(
    Database database, Store store, TestOperationalEvents operationalEvents, Supplier<byte[]> bytes)
    implements StoreUnderTest {

  @Override
  public HooksStore ports() {
    return store.ports();
  }

  @Override
  public DeliveryActions deliveryActions() {
    return store.deliveryActions();
  }

  @Override
  public AttemptLog attempts() {
    return store.attempts();
  }

  @Override
  public DeliveryLog log() {
    return store.log();
  }

  @Override
  public Journal journal() {
    return store.journal();
  }

  @Override
  public Consumers consumers() {
    return store.consumers();
  }

  @Override
  public Receipt record(Event event) {
    FanOut prepared = store.outbox().fanOut(event);
    return database.write(connection -> store.outbox().append(connection, prepared));
  }

  @Override
  public void recordAndThrow(Event event, RuntimeException thrown) {
    database.write(
        connection -> {
          store.outbox().append(connection, event);
          throw thrown;
        });
  }

  @Override
  public byte[] stored() {
    return bytes.get();
  }

  @Override
  public void close() {
    database.close();
  }
}
