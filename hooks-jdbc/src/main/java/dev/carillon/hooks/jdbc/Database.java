package dev.carillon.hooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One database, embedded or served: the only way to change it and to read it. Both methods may be
 * called from any thread, virtual ones included, and block until the answer is there.
 */
public interface Database extends AutoCloseable {

  /** Which SQL it speaks. */
  Dialect dialect();

  /** What the tables of the store in it are called. */
  default TableNames names() {
    return dialect().names();
  }

  /**
   * Runs the work in a transaction, which it may share with works of other callers, and returns
   * once it is durable. Unchecked exceptions of the work come back as they are, after everything it
   * wrote was undone.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the database failed; then it was not
   *     committed, or it is not known whether it was
   */
  <T> T write(DatabaseWork<T> work);

  /**
   * The same for work that locks what other nodes lock too.
   *
   * @param order where it comes among the works of its transaction
   */
  default <T> T write(LockOrder order, DatabaseWork<T> work) {
    return write(work);
  }

  /**
   * The same for the work of an embedder, which may take long: where the database has more than one
   * writer, it gets a connection and a transaction of its own, so that neither waits for the other
   * and what its commit refuses fails nothing else.
   *
   * @throws dev.carillon.hooks.delivery.HooksException as {@link #write(DatabaseWork)}
   */
  default <T> T writeSeparately(DatabaseWork<T> work) {
    return write(work);
  }

  /**
   * Runs the work on a connection that cannot write; it sees everything that was durable when it
   * began.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the database failed
   */
  <T> T read(DatabaseWork<T> work);

  /** How many commits its writer has made; 0 where they are not counted. */
  default long commits() {
    return 0;
  }

  /**
   * A connection for work that neither the writer nor a reader can do, outside any transaction; to
   * be closed soon. Empty where there is no such work.
   */
  default Optional<Connection> separate() throws SQLException {
    return Optional.empty();
  }

  /**
   * A connection for a thread that waits for what other processes tell, outside any transaction; to
   * be closed by it. Empty where nothing is told: then polling has to be enough.
   */
  default Optional<Connection> listening() throws SQLException {
    return Optional.empty();
  }

  /**
   * Sets how many processes write to this database, this one included. The more there are, the
   * longer each gathers callers for a commit.
   */
  default void sharedBy(int writers) {
    // most have one writer
  }

  @Override
  void close();
}
