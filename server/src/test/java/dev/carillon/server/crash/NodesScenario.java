package dev.carillon.server.crash;

import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Evidence;
import dev.carillon.server.invariant.Receipt;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Several servers at work on one database of PostgreSQL, each in a process of its own, with two
 * webhooks, and all that was asked for, received, printed and answered.
 */
final class NodesScenario implements AutoCloseable {

  /** The lease of a node, how often the others look, and what it takes to adopt and to send. */
  static final Duration ADOPTED_WITHIN = Duration.ofSeconds(15 + 3 + 2);

  private static final List<String> WEBHOOKS = List.of("first", "second");
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final Path folder;
  private final String database = TestDatabase.POSTGRESQL.fresh();
  private final Journal journal = new Journal(Answer.UNKNOWN);
  private final RecordingReceiver receiver = new RecordingReceiver();
  private final Evidence evidence = new Evidence();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final Map<Integer, Launch> launches = new HashMap<>();
  private final Map<Instant, Set<String>> left = new TreeMap<>();
  private int unsettled;

  private NodesScenario(Path folder) {
    this.folder = folder;
  }

  /** So many nodes, started one after the other; the first has made the webhooks. */
  static NodesScenario in(Path folder, int count) throws Exception {
    NodesScenario scenario = new NodesScenario(folder);
    try {
      for (int node = 0; node < count; node++) {
        scenario.reserve();
        scenario.nodes.add(scenario.started(node));
      }
      scenario.subscribe();
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
    ServerProcess process = started(node);
    if (node == nodes.size()) {
      nodes.add(process);
    } else {
      nodes.set(node, process);
    }
    evidence.recovered("start of node " + node + " " + Instant.now(), nodes.get(node).readyAfter());
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
        .subscribers(WEBHOOKS.stream().map(Subscriber::always).toList())
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
    Map<String, List<Instant>> arrivals = new HashMap<>();
    for (Receipt receipt : receiver.receipts()) {
      arrivals.computeIfAbsent(receipt.delivery(), id -> new ArrayList<>()).add(receipt.at());
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

  private void subscribe() throws IOException {
    Client client = nodes.getFirst().client();
    for (String webhook : WEBHOOKS) {
      var made =
          client.webhook(
              receiver.url(webhook), List.of(Change.CREATE, Change.UPDATE), List.of("status"));
      receiver.trust(webhook, made.path("secretToken").asText());
      evidence.secrets(Set.of(made.path("secretToken").asText()));
    }
  }

  /** Nodes that share a database share files and keys. */
  private void prepare(int node) throws IOException {
    Path config = Files.createDirectories(home(node).resolve("config"));
    Files.writeString(
        config.resolve("node.properties"),
        "database=%s\nnodes=many\nfileStore=%s\n".formatted(database, folder.resolve("files")));
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

  private ServerProcess started(int node) throws IOException, InterruptedException {
    return ServerProcess.start(home(node), ports.get(node), launch(node));
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
