package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.jdbc.transaction.CommitEffects;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** The epoch that a transaction enters: this node has it once that is committed. */
final class NewEpoch implements CommitEffects {

  /** It has entered none. */
  static final long NONE = 0;

  private final Consumer<NewEpoch> committed;
  private long epoch = NONE;
  private long given;
  private List<Long> live = List.of();

  NewEpoch(Consumer<NewEpoch> committed) {
    this.committed = committed;
  }

  /** To be called once: each epoch would be a node of its own. */
  void enter(Connection connection, Node node) throws SQLException {
    epoch = PostgresOwnership.enter(connection, node);
    given = SequenceNumbers.lastOf(connection);
    live = NodeRows.liveEpochs(connection).live();
  }

  long epoch() {
    return epoch;
  }

  /** The last number that was given before. */
  long given() {
    return given;
  }

  /** The epochs that are alive with it. */
  List<Long> live() {
    return live;
  }

  @Override
  public int mark() {
    return epoch == NONE ? 0 : 1;
  }

  @Override
  public void undoTo(int mark) {
    if (mark == 0) {
      epoch = NONE;
    }
  }

  @Override
  public void committed() {
    if (epoch != NONE) {
      committed.accept(this);
    }
  }

  @Override
  public void unknown() {
    // the next caller that records finds out
  }
}
