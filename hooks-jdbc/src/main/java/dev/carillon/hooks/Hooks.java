package dev.carillon.hooks;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Webhooks in your program, running: records events in your transactions, and sends them to the
 * webhooks that ask for them, signed, with retries and a log.
 *
 * <pre>{@code
 * Hooks hooks = Hooks.builder(dataSource).key(key).start();
 * hooks.publish(connection, "order.placed", order.id(), json); // in your transaction
 * }</pre>
 *
 * <p>Each event is sent at least once to each webhook that asked for it when it was recorded, even
 * if this process is killed right after the commit; if the transaction is rolled back, it is never
 * sent. All methods may be called from any thread.
 */
public final class Hooks implements EventPublisher, AutoCloseable {

  private final OpenStore open;
  private final RunningEngine engine;
  private final HandOver handOver;
  private final Optional<DataSource> dataSource;
  private final WebhookRegistry webhooks;
  private final Deliveries deliveries;
  private final Map<Transaction, List<Receipt>> lent = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  Hooks(
      Optional<DataSource> dataSource,
      OpenStore open,
      RunningEngine engine,
      HandOver handOver,
      SnapshotReader snapshots) {
    this.dataSource = dataSource;
    this.open = open;
    this.engine = engine;
    this.handOver = handOver;
    this.webhooks = new WebhookRegistry(open.store(), engine, open.wallClock());
    this.deliveries = new Deliveries(open.store(), engine, snapshots);
  }

  /**
   * Begins to set up webhooks in the database of this DataSource: PostgreSQL, version 15 or later,
   * or an SQLite file. The DataSource stays yours: it is not closed, and its connections come back
   * as they were.
   */
  public static HooksBuilder builder(DataSource dataSource) {
    return new HooksBuilder(dataSource, null);
  }

  /** Begins to set up webhooks in an SQLite file, which is made if it is not there. */
  public static HooksBuilder builder(Path sqliteFile) {
    return new HooksBuilder(null, sqliteFile);
  }

  @Override
  public Published publish(Connection connection, Event event) throws SQLException {
    Optional<Transaction> transaction = Transaction.of(connection);
    if (transaction.isEmpty()) {
      open.checkOwn(connection);
    }
    Receipt receipt = open.store().outbox().append(connection, event);
    if (engine.sends() && !receipt.due().isEmpty()) {
      List<Receipt> ofWork = transaction.map(lent::get).orElse(null);
      if (ofWork == null) {
        handOver.afterCommit(connection, receipt);
      } else {
        ofWork.add(receipt);
      }
    }
    return new Published(receipt.event(), receipt.webhooks());
  }

  /**
   * Runs work in a transaction, and returns once it is committed and durable. Works of several
   * threads share one commit, so many short ones are fast; a long one delays the others. What the
   * work throws undoes all that it wrote; unchecked exceptions come back as they are.
   *
   * @throws HooksException if the database failed; with {@code OUTCOME_UNKNOWN} the work may have
   *     been committed, with every other code it was not
   * @throws IllegalStateException if a statement was refused by the database, or if this is called
   *     within such work
   */
  public <T> T transaction(TransactionWork<T> work) {
    List<Receipt> receipts = new ArrayList<>();
    T result =
        open.database()
            .write(
                connection -> {
                  receipts.clear();
                  Transaction transaction = Transaction.of(connection).orElseThrow();
                  lent.put(transaction, receipts);
                  try {
                    return work.in(connection);
                  } finally {
                    lent.remove(transaction);
                  }
                });
    receipts.forEach(engine::committed);
    return result;
  }

  /** Registers, changes and removes webhooks. */
  public WebhookRegistry webhooks() {
    return webhooks;
  }

  /** Reads the log of deliveries, redelivers, cancels and recovers. */
  public Deliveries deliveries() {
    return deliveries;
  }

  /** Reads the events that were published, one after the other. */
  public Journal events() {
    return open.store().journal();
  }

  /**
   * The DataSource that was given, with connections that tell of their commits: what is published
   * on one of them is sent right after its {@code commit()}. For programs without a transaction
   * manager; see {@link HooksBuilder#afterCommit} for others.
   *
   * @throws IllegalStateException on SQLite, where only {@link #transaction} lends connections
   */
  public DataSource dataSource() {
    if (dataSource.isEmpty() || !open.ownTransactions()) {
      throw new IllegalStateException(OpenStore.LENT_ONLY);
    }
    return new TellingDataSource(dataSource.get());
  }

  /** How this process is doing; nothing is read from the database. */
  public HooksStatus status() {
    return new HooksStatus(
        open.node(),
        engine.sends() ? Role.RECORD_AND_SEND : Role.RECORD_ONLY,
        engine.sends() && open.sending().get() && !closed.get(),
        engine.requestsOnTheWire(),
        open.store().lease().takenOver());
  }

  /**
   * Stops: no request starts any more, those on the wire end and are stored. Returns after at most
   * the longest time-out of a webhook and some seconds. What is pending is sent by other processes,
   * or after the next start. The DataSource stays open.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      handOver.close();
      engine.close();
      open.close();
    }
  }
}
