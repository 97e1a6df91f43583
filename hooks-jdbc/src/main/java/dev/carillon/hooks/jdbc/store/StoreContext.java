package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.packed.OpenSet;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the parts of one store share.
 *
 * @param database where everything is
 * @param cache the webhooks in memory
 * @param engineClock gives the times that the store itself sets, such as when a delivery is due or
 *     has ended
 * @param node whose this store is
 * @param limits when the tables are rearranged
 * @param numbers gives the numbers of events and deliveries
 * @param open what is open
 * @param firstAttempts what went well at once
 */
public record StoreContext(
    Database database,
    WebhookCache cache,
    InstantSource engineClock,
    NodeEpoch node,
    StoreLimits limits,
    Numbers numbers,
    OpenIndex open,
    FirstAttempts firstAttempts) {

  /** What the database understands. */
  public Dialect dialect() {
    return database.dialect();
  }

  /** Now, by the engine's clock. */
  public Instant engineNow() {
    return engineClock.instant();
  }

  /** The epoch that this node's deliveries carry. */
  public long owner() {
    return node.epoch();
  }

  /**
   * The epoch for statements that change or add rows without a fence of their own. A node that was
   * taken over must not use it: no node would send what such a row asks for.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another has
   *     taken over
   */
  long ownerStill(Connection connection) throws SQLException {
    node.check(connection);
    return node.sender();
  }

  /**
   * The same for a node that gives rows to what memory says is open: it knows of all rows that
   * other nodes gave to that, and they give none before this transaction ends.
   */
  long ownerOfOpen(Connection connection) throws SQLException {
    if (!node.stillOwnerOfOpen(connection)) {
      learn(connection);
      node.check(connection);
    }
    return node.epoch();
  }

  /**
   * Lets memory know of rows that other nodes gave to what it has open.
   *
   * @return whether there were any
   */
  boolean learn(Connection connection) throws SQLException {
    return dialect().shared() && GivenRows.learn(connection, owner(), changes(connection));
  }

  /** The same before something is read from memory, where there are other nodes. */
  void learnGiven() {
    if (node.others().any() && database.read(one -> GivenRows.unknown(one, owner()))) {
      database.<Boolean>write(this::learn);
    }
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
    // not in the middle of one: it would read what others have written and not committed
    if (open.isDoubtful() && !transaction.has(OpenChanges.class)) {
      node.awaitLostCommits(connection);
      long top = numbers.given();
      long mark = Marks.of(connection, owner());
      long now = Columns.micros(engineNow());
      Map<Long, OpenSet> recovered = OpenRecovery.read(connection, owner(), mark, now);
      OpenRecovery.correct(connection, recovered, now);
      open.replace(recovered, top, mark);
    }
    return transaction.effects(OpenChanges.class, () -> new OpenChanges(open, numbers.given()));
  }

  /**
   * Gives rows to what memory says is open. Where the database refuses that, it may have one of
   * them already: then memory is wrong, and would be refused again and again.
   */
  void giveRows(RowInsert insert) throws SQLException {
    try {
      insert.run();
    } catch (SQLException | RuntimeException refused) {
      open.doubtful();
      throw refused;
    }
  }

  /** Reads what is open, which is read anew before where that is needed. */
  public <T> T read(Function<OpenIndex.View, T> read) {
    if (open.isDoubtful()) {
      start();
    }
    return open.read(read);
  }

  /**
   * Reads memory and the database at one moment where nothing changes meanwhile: once more where
   * something did, but not again and again.
   */
  public <T> T atOneVersion(Supplier<T> read) {
    T found;
    long version;
    int times = 0;
    do {
      version = read(OpenIndex.View::version);
      found = read.get();
    } while (++times < 3 && version != read(OpenIndex.View::version));
    return found;
  }

  /** Reads from the database what is open. */
  public void start() {
    database.write(this::changes);
  }

  /**
   * The same as {@link #changes}, but where this transaction has recorded nothing yet, numbers that
   * other nodes were given count as given: what this node records from now on gets greater ones. So
   * the mark of a node that records nothing does not stand still.
   */
  OpenChanges changesCaughtUp(Connection connection) throws SQLException {
    Transaction transaction = Transaction.of(connection).orElseThrow();
    if (transaction.has(OpenChanges.class)) {
      return changes(connection);
    }
    long given = numbers.caughtUp(connection);
    OpenChanges changes = changes(connection);
    changes.given(given);
    return changes;
  }

  /** Inserts rows of what was open. */
  @FunctionalInterface
  interface RowInsert {
    /** Inserts them. */
    void run() throws SQLException;
  }

  /** Gives numbers. */
  public interface Numbers {
    /** The first of so many numbers that follow each other, for use in this transaction. */
    long take(Connection connection, int count) throws SQLException;

    /** The last number that this gave. */
    long given();

    /** The last number that anybody was given, on any node. */
    default long last(Connection connection) throws SQLException {
      return given();
    }

    /**
     * The same in a transaction that has taken none: it counts as given here from now on, so that
     * what this node takes later is greater.
     */
    default long caughtUp(Connection connection) throws SQLException {
      return given();
    }
  }
}
