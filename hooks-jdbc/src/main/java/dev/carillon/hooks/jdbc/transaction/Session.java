package dev.carillon.hooks.jdbc.transaction;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection in the hands of one thread, with what is prepared on it. */
final class Session implements AutoCloseable {

  /** Texts are constants of the program; should somebody build them, it starts anew when full. */
  private static final int IDLE_MAX = 500;

  private static final Logger LOG = System.getLogger(Session.class.getName());

  private final Connection connection;
  private final ConnectionSource source;
  private final TableNames names;
  private final long opened = System.nanoTime();
  private final Faults faults;

  /** The prepared statements that are not in use, one for each text. */
  private final Map<String, PreparedStatement> idle = new HashMap<>();

  /** What the works of a group leave to be written together. */
  private final Map<Class<?>, Batch> batches = new LinkedHashMap<>();

  /** What the transaction changes in memory once it is committed. */
  private final Map<Class<?>, CommitEffects> effects = new LinkedHashMap<>();

  private final PreparedStatement savepoint;
  private final PreparedStatement release;
  private final PreparedStatement undo;
  private final @Nullable Object heldBefore;
  private boolean batching;

  private Session(Connection connection, ConnectionSource source, Faults faults)
      throws SQLException {
    this.connection = connection;
    this.source = source;
    this.names = source.names();
    this.faults = faults;
    this.savepoint = connection.prepareStatement("savepoint caller");
    this.release = connection.prepareStatement("release savepoint caller");
    this.undo = connection.prepareStatement("rollback to savepoint caller");
    this.heldBefore = HeldConnection.begins(source.origin());
  }

  /** Opens a connection, which goes back when this is closed. */
  static Session open(ConnectionSource source, Faults faults) throws SQLException {
    Connection connection = source.open();
    try {
      return new Session(connection, source, faults);
    } catch (SQLException | RuntimeException failed) {
      source.close(connection);
      throw failed;
    }
  }

  /** Whether others have waited for its connection for long enough. */
  boolean keptLong() {
    return System.nanoTime() - opened >= source.keptAtMost().toNanos();
  }

  /** Uses the statement with this text, which is rendered and prepared where there is none yet. */
  <T> T run(String text, Sql.Use<T> use) throws SQLException {
    try (Loan loan = new Loan(text)) {
      return use.of(loan.statement);
    }
  }

  /** A statement with this text, rendered, for one user until it is given back. */
  PreparedStatement take(String text) throws SQLException {
    PreparedStatement kept = idle.remove(text);
    return kept == null ? connection.prepareStatement(names.render(text)) : kept;
  }

  /** Takes a statement back, as if it were new. */
  void giveBack(String text, PreparedStatement statement) throws SQLException {
    if (statement.isClosed()) {
      return;
    }
    statement.clearBatch();
    statement.clearParameters();
    if (idle.size() >= IDLE_MAX) {
      for (PreparedStatement old : idle.values()) {
        old.close();
      }
      idle.clear();
    }
    PreparedStatement twin = idle.put(text, statement);
    if (twin != null) {
      twin.close();
    }
  }

  boolean batching() {
    return batching;
  }

  <B extends Batch> B batch(Class<B> type, Supplier<B> make) {
    if (!batching) {
      throw new IllegalStateException("nothing is written together at the moment");
    }
    return type.cast(batches.computeIfAbsent(type, none -> make.get()));
  }

  <E extends CommitEffects> E effects(Class<E> type, Supplier<E> make) {
    return type.cast(effects.computeIfAbsent(type, none -> make.get()));
  }

  boolean has(Class<? extends CommitEffects> type) {
    return effects.containsKey(type);
  }

  /**
   * Runs them without savepoints until their time is over and writes their batches; how many ran.
   * If it is 0, one failed and the transaction must be rolled back.
   *
   * @throws SQLException if the transaction cannot go on
   */
  int runTogether(List<Task<?>> group) throws SQLException {
    long began = System.nanoTime();
    int done = 0;
    batches.clear();
    batching = true;
    try {
      while (done < group.size() && System.nanoTime() - began <= StoreThread.GROUP_NANOS_MAX) {
        Task<?> task = group.get(done);
        if (task.begin() && !run(task)) {
          return 0;
        }
        done++;
      }
      return wroteBatches() ? done : 0;
    } finally {
      batches.clear();
      batching = false;
    }
  }

  private boolean wroteBatches() throws SQLException {
    Task<Boolean> write = new Task<>(this::writeBatches);
    if (!run(write)) {
      return false;
    }
    write.end();
    return write.await();
  }

  private boolean writeBatches(Connection lent) throws SQLException {
    for (Batch batch : batches.values()) {
      if (!batch.write(lent)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Runs a task so that, if it fails, it leaves nothing behind and the transaction goes on.
   *
   * @throws SQLException if the transaction cannot go on
   */
  void runWithin(Task<?> task) throws SQLException {
    IdentityHashMap<CommitEffects, Integer> marks = new IdentityHashMap<>();
    effects.values().forEach(effect -> marks.put(effect, effect.mark()));
    savepoint.execute();
    if (!run(task) || !released(task)) {
      undo.execute();
      release.execute();
      effects.values().forEach(effect -> effect.undoTo(marks.getOrDefault(effect, 0)));
    }
  }

  /** False where the work hid an error after which the database takes nothing more. */
  private boolean released(Task<?> task) throws SQLException {
    try {
      release.execute();
      return true;
    } catch (SQLException failure) {
      if (faults.storeFaultIn(failure).isPresent() || faults.conflict(failure)) {
        throw failure;
      }
      task.failed(faults.refusal(failure));
      return false;
    }
  }

  /**
   * Runs a task; whether it came to its end.
   *
   * @throws SQLException if the transaction cannot go on
   */
  boolean run(Task<?> task) throws SQLException {
    Transaction transaction = new Transaction(this, connection);
    try {
      task.run(transaction.connection());
      transaction.end();
      return true;
    } catch (SQLException | RuntimeException | Error thrown) {
      if (faults.storeFaultIn(thrown).isPresent()) {
        throw new SQLException("the store failed in a caller's task", thrown);
      }
      transaction.end();
      if (faults.conflictIn(thrown)) {
        throw new SQLException("another transaction went first", thrown);
      }
      task.failed(thrown instanceof SQLException failure ? faults.refusal(failure) : thrown);
      return false;
    }
  }

  /**
   * Commits; false where a work hid an error for which the database undid everything instead.
   *
   * @throws HooksException if it is not known whether it did
   */
  boolean commit() throws SQLException {
    finish();
    try {
      connection.commit();
      takeEffect();
      return true;
    } catch (SQLException failure) {
      if (faults.undone(failure)) {
        effects.clear();
        return false;
      }
      if (faults.leavesOpen(failure)) {
        throw new HooksException(
            HooksException.Code.OUTCOME_UNKNOWN,
            "the store was lost during a commit: " + failure.getMessage(),
            failure);
      }
      throw failure;
    }
  }

  /** Writes what comes last in a transaction. */
  private void finish() throws SQLException {
    List<CommitEffects> all = List.copyOf(effects.values());
    Task<Boolean> last =
        new Task<>(
            lent -> {
              for (CommitEffects effect : all) {
                effect.beforeCommit(lent);
              }
              return true;
            });
    if (!all.isEmpty()) {
      run(last);
      last.end();
      last.await();
    }
  }

  /** Memory follows the commit. What fails here is not the callers' trouble: it is read anew. */
  private void takeEffect() {
    for (CommitEffects effect : effects.values()) {
      try {
        effect.committed();
      } catch (RuntimeException failed) {
        LOG.log(Level.WARNING, "memory will be read again after a commit: " + failed, failed);
        effect.unknown();
      }
    }
    effects.clear();
  }

  void rollback() throws SQLException {
    connection.rollback();
    effects.clear();
  }

  /** Closes the connection; whatever was not committed is gone, if that is known. */
  @Override
  public void close() throws SQLException {
    effects.values().forEach(CommitEffects::unknown);
    effects.clear();
    try {
      closeStatements();
    } finally {
      HeldConnection.ends(heldBefore);
      source.close(connection);
    }
  }

  /** A pool would do it, and count those that it has to close as forgotten. */
  private void closeStatements() throws SQLException {
    for (PreparedStatement statement : idle.values()) {
      statement.close();
    }
    idle.clear();
    savepoint.close();
    release.close();
    undo.close();
  }

  /** A statement in use. */
  private final class Loan implements AutoCloseable {

    private final String text;
    private final PreparedStatement statement;

    Loan(String text) throws SQLException {
      this.text = text;
      this.statement = take(text);
    }

    @Override
    public void close() throws SQLException {
      giveBack(text, statement);
    }
  }
}
