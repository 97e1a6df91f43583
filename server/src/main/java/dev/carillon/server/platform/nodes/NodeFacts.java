package dev.carillon.server.platform.nodes;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What each live node has of the things that must be the same on all of them. A node that differs
 * in one that is required does not start; what differs later is in the log and in the health.
 */
public final class NodeFacts implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(NodeFacts.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int OTHERS_MAX = 1_000;

  private static final String PUT =
      """
      insert into node_facts (node, name, fact, value, seen_at)
      values (?, ?, ?, ?, clock_timestamp())
      on conflict (node, fact) do update set value = excluded.value, seen_at = excluded.seen_at
      """;

  /** Of nodes that were alive four looks ago. */
  private static final String OTHERS =
      """
      select name, fact, value from node_facts
      where node <> ? and seen_at > clock_timestamp() - interval '20 seconds'
      order by name, node, fact limit ?
      """;

  private static final String PURGE =
      "delete from node_facts where seen_at < clock_timestamp() - interval '1 hour'";

  private final Database database;
  private final String name;
  private final List<NodeFact> facts;
  private final String node = Ids.random();
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-node-facts");
  private volatile String trouble = "";

  private NodeFacts(Database database, String name, List<NodeFact> facts) {
    this.database = database;
    this.name = name;
    this.facts = List.copyOf(facts);
  }

  /**
   * Tells the others what this node has, and goes on doing so.
   *
   * @param name what an administrator knows this node by
   * @throws IllegalArgumentException if a live node has something else that is required to be the
   *     same; names both, and what to do
   */
  public static NodeFacts join(Database database, String name, List<NodeFact> facts) {
    NodeFacts joined = new NodeFacts(database, name, facts);
    try {
      // first told, then looked: of two that start together at least one sees the other
      joined.tell();
      List<String> refused =
          joined.differences().stream()
              .filter(difference -> difference.fact().required())
              .map(Difference::text)
              .toList();
      if (!refused.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", refused));
      }
    } catch (RuntimeException failed) {
      joined.close();
      throw failed;
    }
    joined.look();
    joined.tasks.every(EVERY, "comparing this node with the others", joined::again);
    return joined;
  }

  /** What differs from what other live nodes have now; empty if nothing does. */
  public String trouble() {
    return trouble;
  }

  /** Whether this holds for what each other live node has of a fact. */
  public boolean allOthers(String fact, Predicate<String> holds) {
    return database.read(this::others).stream()
        .filter(other -> other.fact().equals(fact))
        .allMatch(other -> holds.test(other.value()));
  }

  private void again() {
    tell();
    look();
  }

  private void look() {
    String now =
        differences().stream().map(Difference::text).distinct().collect(Collectors.joining(". "));
    if (!now.equals(trouble)) {
      LOG.log(
          now.isEmpty() ? Level.INFO : Level.WARNING,
          now.isEmpty() ? "This node agrees with all other nodes again" : now);
    }
    trouble = now;
  }

  private void tell() {
    database.write(
        connection -> {
          Sql.update(connection, PURGE);
          for (NodeFact fact : facts) {
            Sql.update(connection, PUT, node, name, fact.name(), fact.value().get());
          }
          return facts.size();
        });
  }

  private List<Difference> differences() {
    return database.read(this::others).stream()
        .flatMap(other -> difference(other).stream())
        .toList();
  }

  private List<Other> others(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        OTHERS,
        row -> new Other(row.getString(1), row.getString(2), row.getString(3)),
        node,
        OTHERS_MAX);
  }

  private Optional<Difference> difference(Other other) {
    return facts.stream()
        .filter(fact -> fact.name().equals(other.fact()))
        .filter(fact -> !fact.agreement().holds(fact.value().get(), other.value()))
        .map(fact -> new Difference(fact, fact.value().get(), other))
        .findFirst();
  }

  /** Tells nothing more: others need not agree with this node. */
  @Override
  public void close() {
    tasks.close();
    try {
      database.write(
          connection -> Sql.update(connection, "delete from node_facts where node = ?", node));
    } catch (HooksException away) {
      LOG.log(Level.DEBUG, "The facts of this node stay in the database for a while", away);
    }
  }

  /** What another node has of something. */
  private record Other(String name, String fact, String value) {}

  private record Difference(NodeFact fact, String own, Other other) {

    String text() {
      return "%s differs between nodes: this node has %s, node %s has %s. %s"
          .formatted(fact.name(), own, other.name(), other.value(), fact.remedy());
    }
  }
}
