package dev.carillon.hooks.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database of a store, in which everything must agree: it is looked through before it is
 * closed, and where that is wanted after each transaction, once all is tidy.
 */
public final class CheckedDatabase implements Database {

  /** With these, whatever can be rearranged is, after each transaction. */
  public static final StoreLimits TINY =
      new StoreLimits(3, 1, Duration.ZERO, Duration.ofMinutes(10), 20, 60);

  private final Database database;
  private @Nullable StoreContext context;
  private @Nullable LogRetention tidying;
  private boolean closed;

  /** A database in which nothing is looked at yet. */
  public CheckedDatabase(Database database) {
    this.database = database;
  }

  /** The store that is looked into. */
  public void check(StoreContext opened) {
    context = opened;
  }

  /** From now on it tidies, and is looked through, after each transaction. */
  public void tidy(LogRetention retention) {
    tidying = retention;
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> T write(DatabaseWork<T> work) {
    T result = database.write(work);
    LogRetention mine = tidying;
    if (mine != null) {
      tidying = null;
      for (int steps = 0; mine.tidy(); steps++) {
        assertThat(steps).as("tidying ends").isLessThan(1_000);
      }
      StoreConsistency.check(database, requireNonNull(context));
      tidying = mine;
    }
    return result;
  }

  @Override
  public <T> T read(DatabaseWork<T> work) {
    return database.read(work);
  }

  @Override
  public void close() {
    try {
      if (!closed && context != null) {
        StoreConsistency.check(database, context);
      }
    } finally {
      closed = true;
      database.close();
    }
  }
}
