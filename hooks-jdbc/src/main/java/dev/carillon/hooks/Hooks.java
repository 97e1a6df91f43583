package dev.carillon.hooks;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.transaction.ConnectionLoan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
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

  private static final Duration WORKS_END_WITHIN = Duration.ofSeconds(10);

  private final OpenStore open;
  private final RunningEngine engine;
  private final HandOver handOver;
  private final Optional<DataSource> dataSource;
  private final SigningKeyRegistry signingKeys;
  private final WebhookRegistry webhooks;
  private final Deliveries deliveries;
  private final RunningTransactions transactions = new RunningTransactions();
  private final AtomicBoolean closed = new AtomicBoolean();

  Hooks(
      Optional<DataSource> dataSource,
      OpenStore open,
      RunningEngine engine,
      HandOver handOver,
      HooksBuilder settings) {
    this.dataSource = dataSource;
    this.open = open;
    this.engine = engine;
    this.handOver = handOver;
    this.signingKeys = new SigningKeyRegistry(open.signingKeys(), open.wallClock());
    this.webhooks =
        new WebhookRegistry(
            open.store(),
            engine,
            signingKeys,
            open.wallClock(),
            settings.ownerLimits(),
            engine.sends() ? settings.checkedGuard() : Optional.empty());
    webhooks.makeSigningKey();
    this.deliveries = new Deliveries(open.store(), engine, settings.snapshots());
  }

  /**
   * Begins to set up webhooks in the database of this DataSource: PostgreSQL, version 15 or later,
   * or an SQLite file. The DataSource stays yours: it is not closed, and its connections come back
   * as they were.
   */
  public static HooksBuilder builder(DataSource dataSource) {
    return new HooksBuilder(requireNonNull(dataSource, "dataSource is null"), null);
  }

  /** Begins to set up webhooks in an SQLite file, which is made if it is not there. */
  public static HooksBuilder builder(Path sqliteFile) {
    return new HooksBuilder(null, requireNonNull(sqliteFile, "sqliteFile is null"));
  }

  @Override
  public Published publish(Connection connection, Event event) throws SQLException {
    requireNonNull(connection, "connection is null");
    requireNonNull(event, "event is null");
    Optional<ConnectionLoan> lent = ConnectionLoan.find(connection);
    RunningTransactions.Work work = lent.flatMap(transactions::of).orElse(null);
    if (lent.isEmpty()) {
      open.checkOwn(connection);
    } else if (work == null) {
      throw new IllegalStateException(
          "this connection was not lent by this object, or for a work that has returned: call"
              + " publish on the object whose transaction(…) lent it, before the work returns");
    }
    Receipt receipt = open.store().outbox().append(connection, event);
    if (engine.sends() && !receipt.due().isEmpty()) {
      if (work == null) {
        handOver.afterCommit(connection, receipt.event());
      } else {
        work.published(receipt);
      }
    }
    return new Published(receipt.event(), receipt.webhooks());
  }

  @Override
  public Published publish(Connection connection, String type, String subject, String json)
      throws SQLException {
    requireNonNull(connection, "connection is null");
    requireNonNull(type, "type is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(json, "json is null");
    return publish(connection, event(type, subject, json));
  }

  /**
   * Records an event in a transaction of its own, and returns once it is committed and durable.
   * Such transactions of several threads share one commit, so this is the fastest way to record
   * what has no rows beside it.
   *
   * @param type as {@link #publish(Connection, String, String, String)}, and so are the others
   * @throws IllegalArgumentException if one of them is not allowed; the message says what is
   * @throws HooksException if the database failed; with {@code OUTCOME_UNKNOWN} the event may have
   *     been recorded, with every other code it was not
   */
  public Published publish(String type, String subject, String json) {
    requireNonNull(type, "type is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(json, "json is null");
    return publish(event(type, subject, json));
  }

  /**
   * Records an event with an id, a time, a trace or a snapshot of your own; otherwise as {@link
   * #publish(String, String, String)}.
   */
  public Published publish(Event event) {
    requireNonNull(event, "event is null");
    return committed(connection -> publish(connection, event), open.database()::write);
  }

  private Event event(String type, String subject, String json) {
    return Event.of(new EventType(type), subject, open.wallClock().instant(), Snapshot.of(json));
  }

  /**
   * Runs work in a transaction, and returns its result, which may be null, once it is committed and
   * durable. What the work throws undoes all that it wrote; unchecked exceptions come back as they
   * are.
   *
   * <p>On PostgreSQL each work has a connection of its own, on the calling thread, and may take
   * long. On SQLite, whose file has one writer, works of several threads share one commit, and so
   * do the results of requests. So a work should take well below a second there, and wait for
   * nothing: while one takes longer than 5 seconds, other works and results fail with {@code
   * STORE_UNAVAILABLE}, and a deferred constraint that fails at the commit fails all works of that
   * commit.
   *
   * @throws HooksException if the database failed; with {@code OUTCOME_UNKNOWN} the work may have
   *     been committed, with every other code it was not
   * @throws IllegalStateException if a statement or the commit was refused by the database, or if
   *     this is called within such work
   */
  @SuppressWarnings("exports") // programs compile without the annotation for null
  public <T extends @Nullable Object> T transaction(TransactionWork<T> work) {
    requireNonNull(work, "work is null");
    return committed(work, open.database()::writeSeparately);
  }

  private <T extends @Nullable Object> T committed(TransactionWork<T> work, Writes writes) {
    if (transactions.onThisThread()) {
      throw new IllegalStateException(
          "a transaction within a work may wait for itself: use the connection that was lent");
    }
    if (closed.get()) {
      throw new HooksException(
          HooksException.Code.STOPPED, "this instance of the library was closed");
    }
    Done<T> done = writes.write(connection -> run(work, connection));
    done.work().handOver(engine);
    return done.result();
  }

  private <T extends @Nullable Object> Done<T> run(TransactionWork<T> work, Connection connection)
      throws SQLException {
    RunningTransactions.Work begun = transactions.begin(connection);
    try {
      return new Done<>(work.in(connection), begun);
    } finally {
      transactions.end(begun);
    }
  }

  /** Registers, changes and removes webhooks. */
  public WebhookRegistry webhooks() {
    return webhooks;
  }

  /**
   * The keys that sign by Ed25519, for webhooks that ask for it: {@link
   * WebhookRegistration#signedByEd25519}.
   */
  public SigningKeyRegistry signingKeys() {
    return signingKeys;
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
    return new CommitNotifyingDataSource(dataSource.get());
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
   * Stops: no request starts any more, those on the wire end and are stored, works of {@link
   * #transaction} that run get 10 seconds to return. Returns after at most the longest timeout of a
   * webhook and some 20 seconds. What is pending is sent by other processes, or after the next
   * start; so is what a transaction of yours publishes until another process has taken over. The
   * DataSource stays open.
   *
   * @throws IllegalStateException if this is called within a work, or if works still run: the rest
   *     is closed, and the database is as soon as they return
   */
  @Override
  public void close() {
    close(WORKS_END_WITHIN);
  }

  void close(Duration worksEndWithin) {
    if (transactions.onThisThread()) {
      throw new IllegalStateException(
          "close() within a work would wait for that work for ever: call it after transaction(…)"
              + " has returned");
    }
    if (closed.compareAndSet(false, true)) {
      handOver.close();
      engine.close();
      int running = transactions.awaitEnd(worksEndWithin);
      if (running > 0) {
        Thread.ofPlatform().daemon().name("carillon-close").start(open::close);
        throw new IllegalStateException(
            "%d works of transaction(…) still run after %s: nothing is sent any more, and the database is closed as soon as they return. Let works return before close()"
                .formatted(running, worksEndWithin));
      }
      open.close();
    }
  }

  /** One of the ways in which the database runs a work. */
  @FunctionalInterface
  private interface Writes {
    <T> T write(DatabaseWork<T> work);
  }

  /** What the run of a work came to that was committed. */
  private record Done<T extends @Nullable Object>(T result, RunningTransactions.Work work) {}
}
