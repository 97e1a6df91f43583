package dev.carillon.server.operations.metrics;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
  private final Map<HooksException.Code, Counter> failures =
      new EnumMap<>(HooksException.Code.class);
  private final Failed failed;

  /**
   * The same database, timed.
   *
   * @param failed hears of each transaction that the database failed
   */
  public MeteredDatabase(Database database, Metrics metrics, Failed failed) {
    this.database = database;
    this.failed = failed;
    writes = timer(metrics, "db.write", "Write transactions, until they were durable");
    reads = timer(metrics, "db.read", "Read transactions");
    for (HooksException.Code code : HooksException.Code.values()) {
      failures.put(
          code,
          Counter.builder("db.failures")
              .description("Transactions that failed because of the database")
              .tag("reason", code.name().toLowerCase(Locale.ROOT))
              .register(metrics.registry()));
    }
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    long began = System.nanoTime();
    try {
      return database.write(work);
    } catch (HooksException failure) {
      count(failure);
      throw failure;
    } finally {
      writes.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    long began = System.nanoTime();
    try {
      return database.read(work);
    } catch (HooksException failure) {
      count(failure);
      throw failure;
    } finally {
      reads.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private void count(HooksException failure) {
    Counter counter = failures.get(failure.code());
    if (counter != null) {
      counter.increment();
    }
    failed.by(failure);
  }

  private static Timer timer(Metrics metrics, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(metrics.registry());
  }

  /** Hears of failures; must be quick. */
  @FunctionalInterface
  public interface Failed {
    /** A transaction was lost to this. */
    void by(HooksException failure);
  }
}
