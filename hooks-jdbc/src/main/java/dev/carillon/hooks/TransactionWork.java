package dev.carillon.hooks;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Hooks#transaction} runs.
 *
 * @param <T> its result, which may be null
 */
@FunctionalInterface
@SuppressWarnings("exports") // programs compile without the annotation for null
public interface TransactionWork<T extends @Nullable Object> {

  /**
   * Writes rows and publishes events. It may be run more than once, if its transaction was undone
   * for the sake of others: what it does beside the connection, it must be able to do twice.
   *
   * @param connection usable until this returns; it cannot be committed, rolled back or closed here
   * @throws SQLException as any exception, undoes all that was written and recorded here
   */
  T in(Connection connection) throws SQLException;
}
