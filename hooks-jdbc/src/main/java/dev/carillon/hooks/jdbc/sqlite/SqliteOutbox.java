package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.store.RecordedEvent;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records events in SQLite. The numbers of events and deliveries come from memory: no other process
 * can write this file. What several callers record in one group is written together.
 */
final class SqliteOutbox implements Outbox {

  private final StoreContext context;
  private final AtomicLong used;

  /**
   * An outbox.
   *
   * @param used the last number that was given
   */
  SqliteOutbox(StoreContext context, AtomicLong used) {
    this.context = context;
    this.used = used;
  }

  @Override
  public FanOut fanOut(Event event) {
    return FanOut.of(event, context.cache().held().webhooks());
  }

  @Override
  public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection).filter(Transaction::batching);
    if (lent.isPresent()) {
      StoredSet held = context.cache().held();
      if (fanOut.webhooksVersion() == held.revision()) {
        EventBatch batch =
            lent.get().batch(EventBatch.class, () -> new EventBatch(held, context.owner()));
        if (batch.revision() == fanOut.webhooksVersion()) {
          return added(connection, batch, fanOut);
        }
      }
    }
    return written(connection, fanOut);
  }

  private Receipt written(Connection connection, FanOut fanOut) throws SQLException {
    StoredSet webhooks = context.cache().at(connection, WebhookCache.revision(connection));
    FanOut decided =
        fanOut.webhooksVersion() == webhooks.revision()
            ? fanOut
            : FanOut.of(fanOut.event(), webhooks.webhooks());
    EventBatch batch = new EventBatch(webhooks, context.owner());
    Receipt receipt = added(connection, batch, decided);
    if (!batch.write(connection)) {
      throw new IllegalStateException(
          "webhooks have changed within a transaction that alone writes");
    }
    return receipt;
  }

  private Receipt added(Connection connection, EventBatch batch, FanOut fanOut)
      throws SQLException {
    RecordedEvent recorded = RecordedEvent.of(fanOut, context.engineNow());
    int count = fanOut.matches().size();
    long event = used.getAndAdd(count + 1L) + 1;
    batch.add(recorded, event);
    long[] sequences = new long[count];
    for (int i = 0; i < count; i++) {
      sequences[i] = event + 1 + i;
    }
    return recorded.receipt(connection, sequences);
  }
}
