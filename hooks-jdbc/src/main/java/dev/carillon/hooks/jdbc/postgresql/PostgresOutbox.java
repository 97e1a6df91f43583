package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.store.RecordedEvent;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredSet;
import dev.carillon.hooks.jdbc.store.WebhookCache;
import dev.carillon.hooks.jdbc.transaction.Batch;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.FanOut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records events in PostgreSQL. What several callers record in one group is written together; in an
 * embedder's own transaction each event is written at once.
 */
final class PostgresOutbox implements Outbox {

  private final StoreContext context;

  /** How many numbers groups took lately: what is fetched and not taken costs as much. */
  private final AtomicInteger lately = new AtomicInteger();

  private volatile boolean transactionsOfOthers;

  PostgresOutbox(StoreContext context) {
    this.context = context;
  }

  /**
   * Whether deliveries have been committed in the order of their numbers: so it is while all is
   * written by the one thread of the group writer. In an embedder's own transactions numbers are
   * taken in one order and committed in another.
   */
  boolean inOrder() {
    return !transactionsOfOthers;
  }

  @Override
  public FanOut fanOut(Event event) {
    return FanOut.of(event, context.cache().held().webhooks());
  }

  @Override
  public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
    StoredSet held = context.cache().held();
    boolean newest = fanOut.webhooksVersion() == held.revision();
    Optional<Transaction> lent = Transaction.of(connection);
    if (lent.isEmpty()) {
      transactionsOfOthers = true;
    } else if (newest && lent.get().batching()) {
      Group group = lent.get().batch(Group.class, () -> new Group(held));
      if (group.batch.revision() == fanOut.webhooksVersion()) {
        long[] numbers = group.numbers.take(connection, count(fanOut));
        return receipt(connection, fanOut, group.batch, numbers);
      }
    }
    return written(connection, newest ? fanOut : FanOut.of(fanOut.event(), held.webhooks()), held);
  }

  private Receipt written(Connection connection, FanOut prepared, StoredSet held)
      throws SQLException {
    FanOut fanOut = prepared;
    StoredSet webhooks = held;
    while (true) {
      EventBatch batch = new EventBatch(webhooks, context.owner());
      long[] numbers = SequenceBlocks.takeExactly(connection, count(fanOut));
      Receipt receipt = receipt(connection, fanOut, batch, numbers);
      if (batch.write(connection)) {
        return receipt;
      }
      context.node().check(connection);
      webhooks = context.cache().at(connection, WebhookCache.revision(connection));
      fanOut = FanOut.of(fanOut.event(), webhooks.webhooks());
    }
  }

  /** How many numbers it takes: the event's own and one for each delivery. */
  private static int count(FanOut fanOut) {
    return 1 + fanOut.matches().size();
  }

  private Receipt receipt(Connection connection, FanOut fanOut, EventBatch batch, long[] numbers)
      throws SQLException {
    RecordedEvent recorded = RecordedEvent.of(fanOut, context.engineNow());
    batch.add(recorded, numbers);
    return recorded.receipt(connection, Arrays.copyOfRange(numbers, 1, numbers.length));
  }

  /** What one group records, and the numbers that it has fetched for that. */
  private final class Group implements Batch {
    private final EventBatch batch;
    private final SequenceBlocks numbers = new SequenceBlocks(lately.get());

    Group(StoredSet webhooks) {
      this.batch = new EventBatch(webhooks, context.owner());
    }

    @Override
    public boolean write(Connection connection) throws SQLException {
      lately.set(Math.max(numbers.taken(), lately.get() * 7 / 8));
      return batch.write(connection);
    }
  }
}
