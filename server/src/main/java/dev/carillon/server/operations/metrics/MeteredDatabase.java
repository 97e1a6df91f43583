package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A database whose transactions are timed, from the caller's side: waiting for a turn included. */
public final class MeteredDatabase implements Database {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final Database database;
  private final Timer writes;
  private final Timer reads;
  private final MeterProvider<Counter> failures;
  private final Consumer<HooksException> failed;

  /**
   * The same database, timed.
   *
   * @param failed gets each failure of the database; must be quick
   */
  public MeteredDatabase(Database database, Metrics metrics, Consumer<HooksException> failed) {
    this.database = database;
    this.failed = failed;
    writes = timer(metrics, "db.write", "Write transactions, until they were durable");
    reads = timer(metrics, "db.read", "Read transactions");
    FunctionCounter.builder("db.commits", database, Database::commits)
        .description("Commits of the writer, each of one write transaction or of many")
        .register(metrics.registry());
    failures =
        Counter.builder("db.failures")
            .description("Transactions that failed because of the database")
            .withRegistry(metrics.registry());
    for (HooksException.Code code : HooksException.Code.values()) {
      failures(code);
    }
  }

  private Counter failures(HooksException.Code code) {
    return failures.withTag("reason", code.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    return timed(writes, () -> database.write(work));
  }

  @Override
  public <T> T write(LockOrder order, DatabaseWork<T> work) {
    return timed(writes, () -> database.write(order, work));
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return timed(reads, () -> database.read(work));
  }

  private <T> T timed(Timer timer, Supplier<T> transaction) {
    long began = System.nanoTime();
    try {
      return transaction.get();
    } catch (HooksException failure) {
      failures(failure.code()).increment();
      failed.accept(failure);
      throw failure;
    } finally {
      timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public long commits() {
    return database.commits();
  }

  @Override
  public void sharedBy(int writers) {
    database.sharedBy(writers);
  }

  @Override
  public Optional<Connection> separate() throws SQLException {
    return database.separate();
  }

  @Override
  public Optional<Connection> listening() throws SQLException {
    return database.listening();
  }

  @Override
  public void close() {
    database.close();
  }

  private static Timer timer(Metrics metrics, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(metrics.registry());
  }
}
