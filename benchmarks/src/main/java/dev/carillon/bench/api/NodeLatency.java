package dev.carillon.bench.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.RunningServer;
import dev.carillon.bench.program.Ticks;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Tally;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * From the API's answer of one of two nodes to the receiver's first byte, at a pace that leaves
 * room. The nodes are servers in processes of their own. Three webhooks get each change: one
 * without order, which the asked node sends from memory; an ordered one that the asked node holds;
 * and an ordered one that the other node holds, which reads it from the database.
 */
public final class NodeLatency implements AutoCloseable {

  private static final int CLIENTS = 32;
  private static final int FULL_SPEED = 0;
  private static final int WARM_UP_ROUNDS_MAX = 6;
  private static final int SETTLED_ROUNDS = 2;
  private static final double CHEAPER = 0.95;
  private static final int FIRST_PACE = 150;
  private static final int PACE_MIN = 50;
  private static final int PACE_MAX = 2_000;
  private static final double USED = 0.4;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Library asked;
  private final RunningServer other;
  private final List<Target> targets = new ArrayList<>();

  private NodeLatency(Library asked, RunningServer other) {
    this.asked = asked;
    this.other = other;
  }

  /** Starts both nodes on a new database of this server. */
  public static NodeLatency open(Program.Options options, PostgresServer postgres)
      throws IOException, InterruptedException {
    String database = postgres.newDatabase("carillon_bench_nodes");
    Path folder = options.work().resolve("nodes");
    Path first = prepared(folder.resolve("a"), database, folder);
    Path second = prepared(folder.resolve("b"), database, folder);
    Library asked = Library.in(first, options, CLIENTS);
    NodeLatency latency;
    try {
      copyKeys(first.resolve("config"), second.resolve("config"));
      latency = new NodeLatency(asked, Library.start(options, second));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      asked.close();
      throw failed;
    }
    try {
      latency.subscribe();
      return latency;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      latency.close();
      throw failed;
    }
  }

  private static Path prepared(Path home, String database, Path folder) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config").resolve("node.properties"),
        "database=%s\nnodes=many\nfileStore=%s\n".formatted(database, folder.resolve("files")));
    return home;
  }

  /** Nodes that share a database have the same keys. */
  private static void copyKeys(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
        Files.copy(key, to.resolve(key.getFileName()));
      }
    }
  }

  private void subscribe() throws IOException, InterruptedException {
    NodeView here = view();
    NodeView there = new NodeView(otherOf(here), here.live(), true);
    targets.add(Target.start("plain"));
    add(targets.getLast(), "");
    targets.add(Target.start("orderedHere"));
    addHeldBy(here, targets.getLast());
    targets.add(Target.start("orderedThere"));
    addHeldBy(there, targets.getLast());
  }

  /** The nodes as the asked one sees them, once both are live. */
  private NodeView view() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<Long> live = new ArrayList<>();
      long own = 0;
      for (JsonNode node : asked.get("/api/nodes").path("nodes")) {
        if (node.path("state").asText().equals("live")) {
          live.add(node.path("id").asLong());
          own = node.path("answering").asBoolean() ? live.getLast() : own;
        }
      }
      if (live.size() == 2 && own > 0) {
        return new NodeView(own, live.stream().sorted().toList(), true);
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("two nodes should be live, not " + live);
      }
      Thread.sleep(100);
    }
  }

  private static long otherOf(NodeView view) {
    return view.live().stream().filter(epoch -> epoch != view.own()).findFirst().orElseThrow();
  }

  /** Which node holds an ordered webhook follows from its id, which the server chooses. */
  private void addHeldBy(NodeView node, Target target) throws IOException, InterruptedException {
    String id = add(target, "\"ordering\":\"asset\",");
    while (!node.sendsAll(new Webhook.Id(id))) {
      asked.delete("/services/admin/webhook/" + id);
      id = add(target, "\"ordering\":\"asset\",");
    }
  }

  private String add(Target target, String more) throws IOException, InterruptedException {
    return asked
        .post(
            "/services/admin/webhook",
            """
            {"name":"bench %s","url":"%s",%s"eventTypes":["asset_update_metadata"],\
            "metadataToReturn":["assetPath","status"]}\
            """
                .formatted(target.name(), target.receiver().url("/" + target.name()), more))
        .required("id")
        .asText();
  }

  /** Measures for so many rounds of such a length; figures by their names go to the map. */
  public Verdict measure(int rounds, Duration length, Map<String, Object> figures)
      throws IOException, InterruptedException {
    for (Target target : targets) {
      target.receiver().checkClock();
    }
    Verdict verdict = warmUp(length, figures);
    Round first = round(length, FIRST_PACE);
    int pace = (int) Math.clamp(FIRST_PACE * USED / first.used(), PACE_MIN, PACE_MAX);
    verdict = verdict.plus(first.verdict()).plus(round(length, pace).verdict());
    Map<String, Histogram> all = new LinkedHashMap<>();
    double used = 0;
    for (int i = 0; i < rounds; i++) {
      Round round = round(length, pace);
      verdict = verdict.plus(round.verdict());
      used += round.used() / rounds;
      round
          .delays()
          .forEach((name, delays) -> all.computeIfAbsent(name, key -> new Histogram()).add(delays));
    }
    System.out.printf(
        "%d changes/s at one of two nodes, %.0f %% of all processors used; answer to first byte:%n",
        pace, used * 100);
    figures.put("latencyChangesPerSecond", pace);
    figures.put("latencyProcessorsUsed", Math.round(used * 100) / 100.0);
    all.forEach(
        (name, delays) -> {
          System.out.printf(
              "  %-12s p50 %.1f ms, p99 %.1f ms%n", name, delays.millis(0.5), delays.millis(0.99));
          figures.put(name + "MillisP50", delays.millis(0.5));
          figures.put(name + "MillisP99", delays.millis(0.99));
        });
    return verdict;
  }

  /** At full speed, until the processor time of a change has settled: see decision 126. */
  private Verdict warmUp(Duration length, Map<String, Object> figures)
      throws IOException, InterruptedException {
    Verdict verdict = Verdict.NONE;
    double least = Double.MAX_VALUE;
    int settled = 0;
    int rounds = 0;
    while (settled < SETTLED_ROUNDS && rounds < WARM_UP_ROUNDS_MAX) {
      Round round = round(length, FULL_SPEED);
      double each = round.used() / round.changes();
      settled = each >= least * CHEAPER ? settled + 1 : 0;
      least = Math.min(least, each);
      verdict = verdict.plus(round.verdict());
      rounds++;
    }
    boolean warm = settled >= SETTLED_ROUNDS;
    System.out.printf("%s after %d rounds at full speed%n", warm ? "warm" : "NOT WARM", rounds);
    figures.put("latencySettled", warm);
    return verdict;
  }

  private Round round(Duration length, int perSecond) throws IOException, InterruptedException {
    List<byte[]> heads =
        asked.assets().stream().map(asset -> Updates.head(asset, asked.authorization())).toList();
    Updates updates = new Updates(heads, length.toNanos(), perSecond);
    Ticks before = Ticks.now();
    try (BareClient client = new BareClient(asked.server().address(), heads.size())) {
      client.run(updates);
    }
    double used = Ticks.now().usedSince(before);
    Verdict verdict = Verdict.NONE;
    Map<String, Histogram> delays = new LinkedHashMap<>();
    for (Target target : targets) {
      target.await(updates.accepted().size());
      Tally received = target.receiver().report();
      Histogram histogram = new Histogram();
      updates.accepted().delays(received, histogram::record);
      delays.put(target.name(), histogram);
      verdict = verdict.plus(updates.accepted().compare(received));
    }
    return new Round(used, updates.accepted().size(), verdict, delays);
  }

  @Override
  public void close() throws IOException {
    try {
      other.close();
    } finally {
      asked.close();
    }
    for (Target target : targets) {
      target.receiver().close();
    }
  }

  /**
   * One round.
   *
   * @param used the share of all processors
   * @param changes how many were accepted
   * @param delays from the answer to the first byte, by target
   */
  private record Round(double used, int changes, Verdict verdict, Map<String, Histogram> delays) {}
}
