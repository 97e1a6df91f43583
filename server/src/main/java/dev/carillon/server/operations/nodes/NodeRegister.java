package dev.carillon.server.operations.nodes;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.database.TableBuild;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a database, this one among them: each reports in its row every two seconds, and
 * hears there that it is asked to end. Where the database belongs to one process, that is the list.
 */
public final class NodeRegister implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NodeRegister.class.getName());

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration PURGED_EVERY = Duration.ofHours(1);
  private static final String SIGNAL = "a signal to its process";
  private static final String ASKED = "This node was asked to end by {0}, and stops now";
  private static final String TOO_OLD =
      "The tables of the database are those of Carillon {0}, and Carillon {1} is too old for them:"
          + " this node stops now";

  private final Database database;
  private final LongSupplier epoch;
  private final Supplier<NodeReport> report;
  private final Reach reach;
  private final Runnable end;
  private final OtherSockets others = new OtherSockets();
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-node-report");
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile ServerNode.@Nullable Self self;

  /**
   * Where nodes can be reached.
   *
   * @param own where this one listens now
   * @param others takes where the others do, as often as they were looked at
   */
  public record Reach(
      Supplier<Set<InetSocketAddress>> own, Consumer<Set<InetSocketAddress>> others) {}

  /**
   * The nodes in this database.
   *
   * @param epoch this node's, now
   * @param report how this node is
   * @param end begins to end this node, as if its process was asked to stop
   */
  public NodeRegister(
      Database database,
      LongSupplier epoch,
      Supplier<NodeReport> report,
      Reach reach,
      Runnable end) {
    this.database = database;
    this.epoch = epoch;
    this.report = report;
    this.reach = reach;
    this.end = end;
  }

  /** This node listens: from now on it reports. */
  public void started(String name, String address, String version, Instant at) {
    ServerNode.Self known = new ServerNode.Self(name, address, version, TableBuild.number(), at);
    self = known;
    if (shared()) {
      tasks.every(Duration.ZERO, EVERY, "reporting how this node is", () -> look(known));
      tasks.every(
          PURGED_EVERY,
          "forgetting nodes that are gone",
          () -> database.write(ServerNodeRows::purge));
    }
  }

  /** Whether several nodes may share the database. */
  boolean shared() {
    return database.dialect().shared();
  }

  /** This node's number. */
  long own() {
    return epoch.getAsLong();
  }

  /** The nodes, the latest first. */
  List<ServerNode> list() {
    if (shared()) {
      return database.read(ServerNodeRows::list);
    }
    ServerNode.Self known = self;
    return known == null
        ? List.of()
        : List.of(new ServerNode(0, known, state(), null, null, report.get(), 0));
  }

  private NodeState state() {
    return ending.get() ? NodeState.LEAVING : NodeState.LIVE;
  }

  /**
   * Asks a live node to end: it hears of it within two seconds, stops like a process that is told
   * to, and the others go on with what it leaves. One that was asked before is not asked again.
   *
   * @param by who asks
   * @return its name; empty where no node has this number
   * @throws Problem 409 where it has ended, has not reported yet, or is the last one that is live
   */
  Optional<String> drain(long node, String by) {
    return shared()
        ? database.write(connection -> drained(connection, node, by))
        : named(list(), node).map(found -> drainable(list(), found).self().name());
  }

  private static Optional<String> drained(Connection connection, long node, String by)
      throws SQLException {
    List<ServerNode> all = ServerNodeRows.locked(connection);
    Optional<ServerNode> found = named(all, node);
    if (found.isPresent() && found.get().state() != NodeState.LEAVING) {
      ServerNodeRows.drain(connection, drainable(all, found.get()).epoch(), by);
    }
    return found.map(each -> each.self().name());
  }

  private static Optional<ServerNode> named(List<ServerNode> all, long node) {
    return all.stream().filter(each -> each.epoch() == node).findFirst();
  }

  private static ServerNode drainable(List<ServerNode> all, ServerNode node) {
    String shown = "The node " + node.epoch() + " (" + node.self().name() + ")";
    if (node.state() != NodeState.LIVE && node.state() != NodeState.LEAVING) {
      throw Problem.conflict(
          shown + " has ended already: its lease is over, and the other nodes send what it left");
    }
    if (all.stream().filter(each -> each.state() == NodeState.LIVE).count() == 1) {
      throw Problem.conflict(
          "No other node is live that would go on with its work. To stop the server, end its"
              + " process with SIGTERM");
    }
    if (node.seenAt() == null) {
      throw Problem.conflict(
          shown + " has just begun and has not reported yet. Try again in two seconds");
    }
    return node;
  }

  /**
   * This node is about to end because its process was asked to: the list says so, as of one that
   * was asked through it.
   */
  public void leaving() {
    if (ending.compareAndSet(false, true) && shared()) {
      long mine = epoch.getAsLong();
      database.write(
          connection -> {
            ServerNodeRows.drain(connection, mine, SIGNAL);
            return mine;
          });
    }
  }

  private void look(ServerNode.Self known) {
    Optional<String> newer = database.read(TableBuild::outgrownBy);
    if (newer.isPresent()) {
      endOnce(System.Logger.Level.ERROR, TOO_OLD, newer.get(), known.version());
      return;
    }
    long mine = epoch.getAsLong();
    NodeReport now = report.get();
    boolean asked =
        database.write(
            connection -> ServerNodeRows.say(connection, mine, known, now, reach.own().get()));
    if (asked) {
      String by = database.read(connection -> ServerNodeRows.drainedBy(connection, mine));
      endOnce(System.Logger.Level.INFO, ASKED, by);
    }
    Set<InetSocketAddress> found =
        database.read(connection -> NodeSockets.others(connection, mine, known.name()));
    reach.others().accept(others.found(found));
  }

  private void endOnce(System.Logger.Level level, String why, Object... names) {
    if (ending.compareAndSet(false, true)) {
      LOG.log(level, why, names);
      // what stops the server waits for the thread that this runs on
      Thread.ofPlatform().name("carillon-drain").start(end);
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
