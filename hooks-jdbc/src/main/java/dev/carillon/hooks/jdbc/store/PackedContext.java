package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the parts of one packed store share.
 *
 * @param store what they share whatever the tables are
 * @param open what is open
 * @param limits when it is rearranged
 * @param firstTries what went well at once
 * @param given the last number that was given to an event or a delivery
 */
public record PackedContext(
    StoreContext store,
    OpenIndex open,
    StoreLimits limits,
    FirstTries firstTries,
    LongSupplier given) {

  /** The parts of a store in which nothing was read yet. */
  public static PackedContext of(
      StoreContext store, StoreLimits limits, StoreContext.Numbers blocks, LongSupplier given) {
    return new PackedContext(
        store, new OpenIndex(), limits, new FirstTries(store.dialect(), blocks), given);
  }

  /**
   * What this transaction has opened and closed. To be asked for before it takes numbers and before
   * it writes anything of deliveries.
   *
   * @param connection one that the database has lent for writing
   */
  OpenChanges changes(Connection connection) throws SQLException {
    Transaction transaction =
        Transaction.of(connection)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "what is open can be changed only on a connection that the store lent"));
    if (open.isDoubtful()) {
      long top = given.getAsLong();
      long mark = Marks.of(connection, store.owner());
      open.replace(OpenRecovery.read(connection, store.owner(), mark), top, mark);
    }
    return transaction.effects(OpenChanges.class, () -> new OpenChanges(open, given.getAsLong()));
  }

  /** Reads what is open, which is read anew before where that is needed. */
  public <T> T read(Function<OpenIndex.View, T> read) {
    if (open.isDoubtful()) {
      start();
    }
    return open.read(read);
  }

  /** Reads from the database what is open. */
  public void start() {
    store.database().write(this::changes);
  }
}
