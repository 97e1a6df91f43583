package dev.carillon.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Evidence;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Stored;
import dev.carillon.server.invariant.Subscriber;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Several servers at work on one database of PostgreSQL, each in a process of its own, webhooks,
 * and all that was asked for, received, printed and answered.
 */
final class NodesScenario implements AutoCloseable {

  /** The lease of a node, how often the others look, and what it takes to adopt and to send. */
  static final Duration ADOPTED_WITHIN = Duration.ofSeconds(15 + 3 + 2);

  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final Path folder;
  private final String database;
  private final List<String> reached;
  private final List<String> properties;
  private final List<String> webhooks = new ArrayList<>();
  private final Journal journal = new Journal(Answer.UNKNOWN);
  private final RecordingReceiver receiver = new RecordingReceiver();
  private final Evidence evidence = new Evidence();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final Map<Integer, Launch> launches = new HashMap<>();
  private final Map<Instant, Set<String>> left = new TreeMap<>();
  private int unsettled;

  private NodesScenario(
      Path folder, String database, List<String> reached, List<String> properties) {
    this.folder = folder;
    this.database = database;
    this.reached = List.copyOf(reached);
    this.properties = List.copyOf(properties);
  }

  /** So many nodes with two webhooks. */
  static NodesScenario in(Path folder, int count) throws Exception {
    String database = TestDatabase.POSTGRESQL.fresh();
    NodesScenario scenario = of(folder, database, Collections.nCopies(count, database), List.of());
    try {
      scenario.subscribe("first", Map.of());
      scenario.subscribe("second", Map.of());
      return scenario;
    } catch (Exception | Error failed) {
      scenario.close();
      throw failed;
    }
  }

  /**
   * Nodes without webhooks. The first is started alone, the others at once.
   *
   * @param database where the test looks
   * @param reached where each node finds the same database
   * @param properties lines of the cluster properties
   */
  static NodesScenario of(
      Path folder, String database, List<String> reached, List<String> properties)
      throws Exception {
    NodesScenario scenario = new NodesScenario(folder, database, reached, properties);
    try {
      for (int node = 0; node < reached.size(); node++) {
        scenario.reserve();
        scenario.nodes.add(scenario.launched(node));
        if (node == 0) {
          scenario.awaitReady(node);
        }
      }
      for (int node = 1; node < reached.size(); node++) {
        scenario.awaitReady(node);
      }
      return scenario;
    } catch (Exception | Error failed) {
      scenario.close();
      throw failed;
    }
  }

  Journal journal() {
    return journal;
  }

  RecordingReceiver receiver() {
    return receiver;
  }

  /** How many nodes there are. */
  int count() {
    return nodes.size();
  }

  /** The ports that the nodes listen on. */
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  /** How many deliveries were not settled when nodes died or froze. */
  int unsettled() {
    return unsettled;
  }

  ServerProcess node(int node) {
    return nodes.get(node);
  }

  /** New writers. */
  List<Journal.Writer> writers(int count) {
    return Stream.generate(journal::writer).limit(count).toList();
  }

  /** Kills a node at once, and notes what the database had as not settled. */
  void kill(int node) throws InterruptedException, SQLException {
    nodes.get(node).kill();
    printed(node);
    leaves();
  }

  /** Stops the process of a node where it is: it says nothing and closes nothing. */
  void freeze(int node) throws Exception {
    signal(node, "-STOP");
    leaves();
  }

  /** Lets a frozen node go on. */
  void thaw(int node) throws Exception {
    signal(node, "-CONT");
  }

  /** Notes what the database has as not settled: a node that is cut off now may have sent it. */
  void cutOff() throws SQLException {
    leaves();
  }

  /** While nodes could not send, attempts were later than planned. */
  void hindered(Span span) {
    evidence.hindered(span);
  }

  /** What a query of the database finds. */
  <T> List<T> query(String sql, Sql.Row<T> row) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database)) {
      return Sql.list(connection, sql, row);
    }
  }

  /** Stops a node in order; how long that took. */
  Duration stop(int node) throws InterruptedException {
    Duration took = nodes.get(node).terminate();
    printed(node);
    return took;
  }

  /** A port and a home for one more node, which is to be started later; its number. */
  int reserve() throws IOException {
    int node = ports.size();
    ports.add(ServerProcess.freePort());
    prepare(node);
    return node;
  }

  /** From its next start on, a node is launched so. */
  void launch(int node, Launch launch) {
    launches.put(node, launch);
  }

  /** Launches a node, which may end before it is ready. */
  ServerProcess launched(int node) throws IOException {
    return ServerProcess.launched(home(node), ports.get(node), launch(node));
  }

  /** Asks a node to end through another one, as an administrator does, and waits; its exit code. */
  int drain(int node, int asked) throws IOException, InterruptedException {
    String id = id(node, asked);
    Client.Answer answer = nodes.get(asked).client().call("POST /api/nodes/" + id + "/drain");
    if (!answer.ok()) {
      throw new IllegalStateException(answer.status() + " " + answer.body());
    }
    int exit = nodes.get(node).ended();
    printed(node);
    return exit;
  }

  /** The id of a live node, as another one knows it. */
  String id(int node, int asked) throws IOException {
    String end = ":" + ports.get(node);
    return nodes
        .get(asked)
        .client()
        .call("GET /api/nodes")
        .accepted()
        .path("nodes")
        .valueStream()
        .filter(each -> each.path("address").asText().endsWith(end))
        .filter(each -> each.path("state").asText().equals("live"))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asText();
  }

  /** Starts a node that has died or stopped, or one that was reserved. */
  void start(int node) throws IOException, InterruptedException {
    ServerProcess process = launched(node);
    if (node == nodes.size()) {
      nodes.add(process);
    } else {
      nodes.set(node, process);
    }
    awaitReady(node);
    // a release of another class path starts without the start-up cache
    if (!launches.containsKey(node)) {
      evidence.recovered(
          "start of node " + node + " " + Instant.now(), nodes.get(node).recoveredAfter());
    }
  }

  /** Waits until nothing is due and nothing comes any more, and compares. */
  Verdict verdict() throws Exception {
    Await.until(DRAINED_WITHIN, () -> stored().stream().allMatch(NodesScenario::rests));
    int before = -1;
    for (int now = receiver.count(); now != before; now = receiver.count()) {
      before = now;
      Thread.sleep(QUIET);
    }
    for (int node = 0; node < nodes.size(); node++) {
      printed(node);
    }
    return evidence
        .changes(journal.changes())
        .subscribers(webhooks.stream().map(Subscriber::always).toList())
        .receipts(receiver.receipts())
        .stored(stored(), Instant.now())
        .text("answers", journal.texts())
        .secrets(Set.of(ServerProcess.PASSWORD))
        .verdict();
  }

  /**
   * The longest time from a node's end until what it had left was sent by another one. To be asked
   * after the verdict.
   */
  Duration adoptedWithin() {
    return adoptedWithin(webhooks);
  }

  /** The same for some of the webhooks. */
  Duration adoptedWithin(List<String> which) {
    Map<String, List<Instant>> arrivals = new HashMap<>();
    for (Receipt receipt : receiver.receipts()) {
      if (which.contains(receipt.webhook())) {
        arrivals.computeIfAbsent(receipt.delivery(), id -> new ArrayList<>()).add(receipt.at());
      }
    }
    Duration longest = Duration.ZERO;
    for (Map.Entry<Instant, Set<String>> end : left.entrySet()) {
      for (String delivery : end.getValue()) {
        Instant next =
            arrivals.getOrDefault(delivery, List.of()).stream()
                .filter(at -> at.isAfter(end.getKey()))
                .min(Instant::compareTo)
                .orElse(end.getKey());
        Duration took = Duration.between(end.getKey(), next);
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
    }
    return longest;
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    receiver.close();
  }

  /** Registers a webhook for all changes, with these settings besides. */
  void subscribe(String webhook, Map<String, Object> more) throws IOException {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("name", webhook);
    settings.put("url", receiver.url(webhook));
    settings.put("eventTypes", List.of(Change.CREATE, Change.UPDATE));
    settings.put("metadataToReturn", List.of("status"));
    Client client = nodes.getFirst().client();
    JsonNode made = client.postJson("/services/admin/webhook", settings).accepted();
    webhooks.add(webhook);
    receiver.trust(webhook, made.path("secretToken").asText());
    evidence.secrets(Set.of(made.path("secretToken").asText()));
  }

  /** Nodes that share a database share files and keys. */
  private void prepare(int node) throws IOException {
    Path config = Files.createDirectories(home(node).resolve("config"));
    Files.writeString(
        config.resolve("node.properties"),
        "database=%s\nnodes=many\nfileStore=%s\n"
            .formatted(
                node < reached.size() ? reached.get(node) : database, folder.resolve("files")));
    if (node == 0 && !properties.isEmpty()) {
      Files.write(config.resolve("cluster-properties.txt"), properties);
    }
    if (node > 0) {
      try (Stream<Path> files = Files.list(home(0).resolve("config"))) {
        for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
          Files.copy(key, config.resolve(key.getFileName()));
        }
      }
    }
  }

  private Path home(int node) {
    return folder.resolve("node" + node);
  }

  private void awaitReady(int node) throws InterruptedException {
    if (!nodes.get(node).cameUp()) {
      throw new IllegalStateException(
          "node " + node + " did not start: " + nodes.get(node).printed());
    }
  }

  private Launch launch(int node) {
    return launches.getOrDefault(node, Launch.PLAIN);
  }

  /** What is not settled now may be sent once more. */
  private void leaves() throws SQLException {
    Instant now = Instant.now();
    List<String> pending = StoredDeliveries.in(database).ids(State.PENDING);
    evidence.diedWith(pending);
    unsettled += pending.size();
    left.put(now, Set.copyOf(pending));
  }

  private void signal(int node, String signal) throws Exception {
    long pid = nodes.get(node).pid();
    new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start().waitFor();
  }

  private void printed(int node) {
    evidence.text("printed by " + node + " until " + Instant.now(), nodes.get(node).printed());
  }

  private List<Stored> stored() throws SQLException {
    try (Connection connection = DriverManager.getConnection(database)) {
      return Stored.in(connection);
    }
  }

  private static boolean rests(Stored row) {
    return row.waitingSince().equals(Instant.MAX);
  }
}
