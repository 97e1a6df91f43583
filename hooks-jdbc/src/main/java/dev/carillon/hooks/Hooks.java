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
import org.jspecify.annotations.Nullable;

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
  private final Map<Transaction, Loan> lent = new ConcurrentHashMap<>();
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
    Loan loan = transaction.map(lent::get).orElse(null);
    if (transaction.isEmpty()) {
      open.checkOwn(connection);
    } else if (loan == null) {
      throw new IllegalStateException(
          "this connection was not lent by this object, or for a work that has returned: call"
              + " publish on the object whose transaction(…) lent it, before the work returns");
    }
    Receipt receipt = open.store().outbox().append(connection, event);
    if (engine.sends() && !receipt.due().isEmpty()) {
      if (loan == null) {
        handOver.afterCommit(connection, receipt);
      } else {
        loan.receipts().add(receipt);
      }
    }
    return new Published(receipt.event(), receipt.webhooks());
  }

  /**
   * Runs work in a transaction, and returns its result, which may be null, once it is committed and
   * durable. What the work throws undoes all that it wrote; unchecked exceptions come back as they
   * are.
   *
   * <p>Works of several threads share one commit, and so do the results of requests and the renewal
   * of this process's lease. So a work should take well below a second, and wait for nothing: while
   * one takes longer than 5 seconds, other works and results fail with {@code STORE_UNAVAILABLE},
   * and after about 12 seconds this process sends nothing until its lease is renewed. Long work
   * belongs in a transaction of its own, on a connection of {@link #dataSource}. A deferred
   * constraint that fails at the commit fails all works of that commit.
   *
   * @throws HooksException if the database failed; with {@code OUTCOME_UNKNOWN} the work may have
   *     been committed, with every other code it was not
   * @throws IllegalStateException if a statement was refused by the database, or if this is called
   *     within such work
   */
  public <T extends @Nullable Object> T transaction(TransactionWork<T> work) {
    Done<T> done =
        open.database()
            .write(
                connection -> {
                  Transaction transaction = Transaction.of(connection).orElseThrow();
                  Loan loan = new Loan(Thread.currentThread(), new ArrayList<>());
                  lent.put(transaction, loan);
                  try {
                    return new Done<>(work.in(connection), loan.receipts());
                  } finally {
                    lent.remove(transaction);
                  }
                });
    done.receipts().forEach(engine::committed);
    return done.result();
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
        engine.sending() && !closed.get(),
        engine.requestsOnTheWire(),
        open.store().lease().takenOver());
  }

  /**
   * Stops: no request starts any more, those on the wire end and are stored. Returns after at most
   * the longest time-out of a webhook and some seconds. What is pending is sent by other processes,
   * or after the next start. The DataSource stays open.
   *
   * @throws IllegalStateException if this is called within a work of {@link #transaction}
   */
  @Override
  public void close() {
    if (lent.values().stream().anyMatch(Loan::ofThisThread)) {
      throw new IllegalStateException(
          "close() within a work would wait for that work for ever: call it after transaction(…)"
              + " has returned");
    }
    if (closed.compareAndSet(false, true)) {
      handOver.close();
      engine.close();
      open.close();
    }
  }

  /**
   * A connection in the hands of a work.
   *
   * @param thread runs the work
   * @param receipts of what was published on it
   */
  private record Loan(Thread thread, List<Receipt> receipts) {

    boolean ofThisThread() {
      return thread == Thread.currentThread();
    }
  }

  /** What the run of a work came to that was committed. */
  private record Done<T extends @Nullable Object>(T result, List<Receipt> receipts) {}
}
