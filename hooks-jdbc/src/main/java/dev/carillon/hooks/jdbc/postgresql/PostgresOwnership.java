package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.Adoption;
import dev.carillon.hooks.jdbc.store.NodeEpoch;
import dev.carillon.hooks.jdbc.transaction.RunAgain;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who sends what, where several processes share one database.
 *
 * <p><b>The rows.</b> Each process enters a row in {@code nodes} and gets its number, the
 * <i>epoch</i>; a later one is greater, they are committed in their order, and none comes twice.
 * Each event carries the epoch of the process that recorded it, and each delivery that has a row
 * the epoch of its owner. Only the owner sends it, and nothing has to be written to begin: that a
 * delivery is on the wire is known in the owner's memory alone, so that no row can be left behind
 * in a state of "sending".
 *
 * <p><b>What is open.</b> Most of what a process has recorded has no row. Each epoch has a mark: of
 * what it recorded, that is open whose number is above the mark, and of which neither a row nor a
 * record tells. Deliveries that an embedder's own transaction records have rows from the start, so
 * whatever comes to light late is a row.
 *
 * <p><b>The lease.</b> A process says every few seconds that it is alive by moving the end of its
 * lease into the future, by the database's clock, so that the clocks of machines do not matter.
 * While the lease lasts no other process touches its deliveries. A process may ask to be alone:
 * then it does not start while another one is alive.
 *
 * <p><b>Taking over.</b> As often as it renews, but on another thread, a node looks for leases of
 * others that have ended and marks their rows. From then on such a node cannot renew: even if it
 * was only asleep, its end is final. What it has left open gets rows of the epoch that takes over,
 * in steps that each raise its mark from the value that was read; so of several nodes that try only
 * one gets on. Then it has no mark. Pending rows are moved webhook by webhook in bounded steps,
 * each a transaction of its own; rows that another transaction holds at the moment are left for the
 * next round. An owner is dead if its epoch had been given when the live ones were read, and is not
 * among them: that stays so, whatever happens while a step waits. What a dead node was still
 * recording in an embedder's own transaction comes to light later, so rounds are repeated every few
 * seconds while its row is there, which is some minutes; after that each round still looks for rows
 * of dead owners.
 *
 * <p><b>The fence.</b> A process that wakes up after its end may have responses in its hands. It
 * cannot store them: each transaction that records or settles, but an embedder's own, keeps its
 * node's row from being marked until it ends; all of them do nothing where that is marked. A
 * settlement moreover changes a row only where the owner is its own epoch and the attempt's number
 * is the next one. So what can happen at worst is what at-least-once allows: a request that was on
 * the wire is sent again, with the same id and the same bytes.
 *
 * <p><b>Entering anew.</b> The store's own transactions fail because of a lease only if the node
 * wants to be alone. A process that finds the fence closed undoes its work, enters a new epoch, and
 * runs the work again; from then on all that was open in memory is void, since others have it. An
 * embedder's transaction goes on with the new epoch, or fails if its snapshot cannot show it.
 *
 * <p><b>Hanging.</b> A node that is in the middle of a transaction is not marked, so that nothing
 * can become a record, or open, after it was looked for. A process that hangs in one, or whose
 * machine is gone, would keep its row, and whatever else it has locked, for ever. So the statement
 * that takes the row also tells the database to end the session once it has been idle in that
 * transaction for as long as a lease lasts; for five seconds, where other nodes may wait for it.
 *
 * <p><b>Cut off.</b> A process that cannot reach the database, but its receivers, does not hear
 * that it was taken over. Its engine starts no attempt once its lease may have ended, counted from
 * when the last renewal that succeeded was asked for, and goes on with the next one that does.
 *
 * <p><b>What belongs to a webhook as a whole</b>, such as its order and its limits, follows from
 * the list of live epochs ({@link NodeView}). Each node stores in its row which list it goes by,
 * and a list is agreed once all in it do and no dead epoch has a mark. Until then a node goes by
 * the least that any list since the last agreed one allows it. A node enters only after it has
 * raised the revision of the webhooks, which every node that records compares: so none records
 * without knowing of it. Deliveries of webhooks that go whole to one node get rows from the node
 * that records them, which are those of the one node. If another list has come meanwhile, the node
 * that sends by then claims them as it reads, in the order of numbers; where that order counts it
 * reads up to the number below which no open transaction records, and stops at a row that it could
 * not claim.
 *
 * <p><b>Hints.</b> What others have to know soon is told by {@code NOTIFY} in the transaction that
 * does it, while there are others. All of it is found by polling too. Nothing else here lives
 * longer in a database session than a transaction: locks and settings end with it.
 *
 * <p><b>What a crash leaves.</b> At any point: open and pending deliveries with a dead owner and a
 * lease that ends by itself, also where the receiver's response had come and was not stored. A
 * crash while taking over leaves some of them moved and some not; the next round sees two dead
 * epochs instead of one.
 */
final class PostgresOwnership implements Lease, NodeEpoch {

  private static final int RENEWALS_IN_LEASE = 5;

  private final Database database;
  private final Node node;
  private final OpenIndex open;
  private final SharedNodes others;
  private final TakeOver takeOver;
  private final AtomicLong renewedAt = new AtomicLong(System.nanoTime());
  private volatile NodeFences entered;
  private volatile Consumer<Predicate<Webhook>> rows = none -> {};
  private volatile @Nullable HintListener listener;

  /** A take-over may still be under way then, and must not make the lease last again. */
  private volatile boolean released;

  private PostgresOwnership(
      Database database, Node node, InstantSource clock, OpenIndex open, long epoch) {
    this.database = database;
    this.node = node;
    this.open = open;
    this.entered = NodeFences.as(epoch, node);
    this.others = new SharedNodes(open, epoch, database::sharedBy);
    this.takeOver = new TakeOver(database, clock, this);
  }

  /**
   * Takes over what dead ones left.
   *
   * @param clock by which deliveries become due
   * @param open what it has open, which is nothing yet
   * @param epoch that this process has entered
   */
  static PostgresOwnership begin(
      Database database, Node node, InstantSource clock, OpenIndex open, long epoch) {
    PostgresOwnership ownership = new PostgresOwnership(database, node, clock, open, epoch);
    ownership.takeOver.run();
    database.<Boolean>read(ownership.others::look);
    return ownership;
  }

  /**
   * Enters a node; its epoch. Nodes that are there go by a list with it before it sends.
   *
   * @throws HooksException with {@code STORE_LOCKED} if another one is alive and one of both wants
   *     to be alone
   */
  static long enter(Connection connection, Node node) throws SQLException {
    long epoch = NodeRows.enter(connection, node);
    Adoption.begin(connection, epoch, SequenceNumbers.lastOf(connection));
    List<Long> live = NodeRows.liveEpochs(connection).live();
    if (live.size() == 1) {
      NodeRows.confirm(connection, epoch, live);
    } else {
      NodeRows.announce(connection);
      SharedNodes.nodesChanged(connection);
    }
    return epoch;
  }

  /** Gives rows to what is open for the webhooks that fit. */
  void opened(Consumer<Predicate<Webhook>> giveRows) {
    rows = giveRows;
  }

  /** The node, with its present epoch, as which this process records. */
  NodeFences entered() {
    return entered;
  }

  @Override
  public SharedNodes others() {
    return others;
  }

  @Override
  public String fence() {
    return entered.fence();
  }

  @Override
  public String settlingFence() {
    return entered.settlingFence();
  }

  @Override
  public boolean stillOwnerOfOpen(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 " + settlingFence());
  }

  /** Each that records or settles, but an embedder's own, keeps this row: see the fence. */
  @Override
  public void awaitLostCommits(Connection connection) throws SQLException {
    Sql.any(connection, "select 1 from {nodes} where epoch = ? for update", epoch());
  }

  @Override
  public boolean stillOwner(Connection connection) throws SQLException {
    return Sql.any(connection, "select 1 " + fence());
  }

  @Override
  public long epoch() {
    return entered.epoch();
  }

  @Override
  public void check(Connection connection) throws SQLException {
    if (node.alone()) {
      checkStill(connection);
    } else if (Transaction.of(connection).isPresent()) {
      if (!stillOwner(connection)) {
        throw new RunAgain("another node has taken over from this node", this::enterAnew);
      }
    } else {
      checkOwn(connection);
    }
  }

  /** Checks this node in an embedder's transaction; that may be long, so its row is not locked. */
  private void checkOwn(Connection connection) throws SQLException {
    if (Sql.any(connection, "select 1 " + NodeRows.fenceWithoutLock(epoch()))) {
      return;
    }
    enterAnew();
    if (!Sql.any(connection, "select 1 " + NodeRows.fenceWithoutLock(epoch()))) {
      throw new HooksException(
          Code.STORE_UNAVAILABLE,
          "another node has taken over from this node since this transaction began, which"
              + " cannot see that it entered as a new node: run the transaction again");
    }
  }

  /** The same for what only this epoch may do. */
  void checkStill(Connection connection) throws SQLException {
    if (!stillOwner(connection)) {
      throw new HooksException(
          Code.STORE_LOCKED,
          "another node has taken over from this node"
              + (node.alone() ? "; restart this node" : ""));
    }
  }

  @Override
  public Duration renewEvery() {
    return node.lease().dividedBy(RENEWALS_IN_LEASE);
  }

  @Override
  public Duration lasts() {
    return node.lease();
  }

  @Override
  public boolean renew() {
    renewedAt.set(System.nanoTime());
    return database.write(
        connection -> {
          boolean held = NodeRows.renew(connection, epoch(), node.lease());
          if (held) {
            others.lookWithin(connection);
          }
          return held;
        });
  }

  /** Renews the lease if it is time; for a take-over, which may last longer than the lease. */
  void renewInTime() {
    if (!released && System.nanoTime() - renewedAt.get() > renewEvery().toNanos()) {
      renew();
    }
  }

  @Override
  public void takeOver() {
    if (released) {
      return;
    }
    if (database.read(connection -> NodeRows.anyEnded(connection, epoch()))) {
      database.write(this::takeOverEnded);
    }
    if (takeOver.wanted()) {
      takeOver.run();
      database.write(this::forgetLongTaken);
      looked();
    }
    if (others.any()) {
      rows.accept(others::hasRowsFromStart); // a webhook may have become ordered
    }
  }

  private boolean takeOverEnded(Connection connection) throws SQLException {
    checkStill(connection);
    boolean any = NodeRows.takeOverEnded(connection, epoch());
    if (any) {
      SharedNodes.nodesChanged(connection);
    }
    return any;
  }

  private int forgetLongTaken(Connection connection) throws SQLException {
    checkStill(connection);
    return NodeRows.forgetLongTaken(connection);
  }

  private void looked() {
    if (database.read(others::look)) {
      others.tellNodesChanged();
    }
  }

  @Override
  public long takenOver() {
    return takeOver.taken();
  }

  @Override
  public boolean enterAnew() {
    if (node.alone()) {
      return false;
    }
    database.<Boolean>write(
        connection -> {
          NewEpoch anew =
              Transaction.of(connection)
                  .orElseThrow()
                  .effects(NewEpoch.class, () -> new NewEpoch(this::become));
          // another caller may have done it in this transaction
          if (anew.epoch() == NewEpoch.NONE && !stillOwner(connection)) {
            anew.enter(connection, node);
          }
          return true;
        });
    looked();
    return true;
  }

  @Override
  public NodeView nodes() {
    return view();
  }

  @Override
  public NodeView view() {
    return others.view();
  }

  @Override
  public void confirm(NodeView view) {
    if (view.own() != epoch()) {
      return; // it has entered anew since
    }
    database.<Boolean>write(connection -> true); // what was recorded by an older list is open then
    rows.accept(view::leasedWhole);
    database.<Boolean>write(
        connection -> {
          boolean confirmed = NodeRows.confirm(connection, view.own(), view.live());
          if (confirmed && !view.alone()) {
            SharedNodes.nodesChanged(connection);
          }
          return confirmed;
        });
    looked();
  }

  @Override
  public void listen(NodeHints hints) {
    others.tell(hints);
    if (!node.alone()) {
      HintListener heard =
          new HintListener(database, hints, () -> database.<Boolean>read(others::look));
      listener = heard;
      heard.start();
    }
  }

  @Override
  public void release() {
    released = true;
    try (HintListener heard = listener) {
      if (heard != null) {
        heard.stop();
      }
      database.<Boolean>write(
          connection -> {
            SharedNodes.nodesChanged(connection); // its own listener hears it too
            return NodeRows.release(connection, epoch());
          });
    }
  }

  /** Goes on under a new epoch and forgets open deliveries: other nodes have taken them over. */
  private void become(NewEpoch anew) {
    open.replace(Map.of(), anew.given(), anew.given()); // first: the new epoch reads by it
    entered = NodeFences.as(anew.epoch(), node);
    others.entered(anew.epoch(), anew.live());
    renewedAt.set(System.nanoTime());
  }
}
