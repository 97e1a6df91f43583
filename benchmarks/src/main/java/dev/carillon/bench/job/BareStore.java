package dev.carillon.bench.job;

import dev.carillon.bench.job.BareQueue.Row;
import java.sql.SQLException;
import java.util.List;

/** Keeps the bodies and the results of deliveries by statements that do nothing else. */
interface BareStore extends AutoCloseable {

  /**
   * Commits some results and some new events, durably.
   *
   * @param answered what has come back since the last call
   * @param events so many new events, each for {@link WholeJob#FAN_OUT} webhooks
   * @return the deliveries of those events
   */
  List<Row> commit(List<Row> answered, int events) throws SQLException;

  @Override
  void close() throws SQLException;

  /** Opens an empty one. */
  @FunctionalInterface
  interface Opening {
    BareStore open() throws SQLException;
  }
}
