package dev.carillon.server.platform.idempotency;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.LockOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Notes whether a piece of work committed anything: where it fails before, it has changed nothing.
 */
public final class CommitTracker {

  private static final ScopedValue<AtomicBoolean> ANY = ScopedValue.newInstance();

  private CommitTracker() {}

  /** The same database, whose commits are noted for the request that does the work. */
  public static Database noted(Database database) {
    return new Noted(database);
  }

  /** Does the work, and notes its commits here. */
  static <T> T noting(AtomicBoolean any, Supplier<T> work) {
    return ScopedValue.where(ANY, any).call(work::get);
  }

  private record Noted(Database behind) implements Database {

    @Override
    public Dialect dialect() {
      return behind.dialect();
    }

    @Override
    public long commits() {
      return behind.commits();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return write(LockOrder.ROWS, work);
    }

    @Override
    public <T> T write(LockOrder order, DatabaseWork<T> work) {
      T result = behind.write(order, work);
      if (ANY.isBound()) {
        ANY.get().set(true);
      }
      return result;
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      return behind.read(work);
    }

    @Override
    public void sharedBy(int writers) {
      behind.sharedBy(writers);
    }

    @Override
    public Optional<Connection> separate() throws SQLException {
      return behind.separate();
    }

    @Override
    public Optional<Connection> listening() throws SQLException {
      return behind.listening();
    }

    @Override
    public void close() {
      behind.close();
    }
  }
}
