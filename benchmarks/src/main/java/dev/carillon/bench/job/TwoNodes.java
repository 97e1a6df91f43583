package dev.carillon.bench.job;

import dev.carillon.bench.api.NodeLatency;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Duel;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.embedded.Embedded;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * K8: the job of p7 by two nodes on one database, against one node. Both nodes are in this process,
 * each with its own store, engine and connections; each has half of the callers. They split the
 * webhooks' limits, so both together send no more at once than the one does. Then the latency of
 * two servers in processes of their own ({@link NodeLatency}).
 */
public final class TwoNodes implements Program {

  private static final Duration AGREE_WITHIN = Duration.ofSeconds(30);
  private static final double MILLIS = 1e6;

  @Override
  public String purpose() {
    return "the whole job on PostgreSQL by two nodes, against one";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    try (PostgresServer server =
            PostgresServer.open(options.database(), options.work().resolve("postgres"));
        RunningReceiver receiver = RunningReceiver.start(RunningReceiver.WEBHOOK_ID)) {
      receiver.checkClock();
      System.out.println("settings: " + server.settings() + "; the rest as for p7");
      Pair two = new Pair(server, receiver, options.work().resolve("two"));
      Result result =
          new Duel(
                  WholeJobOnPostgres.job(server, receiver, options, WholeJob.CALLERS),
                  two,
                  "deliveries/s")
              .fight(options);
      result.more().put("commitToReceiverMillisP50", two.millis(0.5));
      result.more().put("commitToReceiverMillisP99", two.millis(0.99));
      return withLatency(result, server, options);
    }
  }

  /** At full load a latency shows the queue; so it is measured at a pace that leaves room, too. */
  private static Result withLatency(Result result, PostgresServer server, Options options)
      throws IOException, InterruptedException {
    Map<String, Object> more = new LinkedHashMap<>(result.more());
    try (NodeLatency latency = NodeLatency.open(options, server)) {
      Verdict verdict =
          latency.measure(options.rounds(), Duration.ofSeconds(options.brief() ? 5 : 20), more);
      return new Result(
          result.figure(),
          result.unit(),
          result.limit(),
          result.ratio(),
          result.rounds(),
          result.verdict().plus(verdict),
          more);
    }
  }

  /** Two nodes; each round has empty tables. */
  private static final class Pair implements Contender {

    private final PostgresServer server;
    private final RunningReceiver receiver;
    private final Path folder;
    private long[] delays = {};

    Pair(PostgresServer server, RunningReceiver receiver, Path folder) {
      this.server = server;
      this.receiver = receiver;
      this.folder = folder;
    }

    @Override
    public String name() {
      return "twoNodes";
    }

    @Override
    public Round round(Duration length) throws IOException, InterruptedException {
      Folder.empty(folder);
      Settled first = new Settled(WholeJob.OWED_MAX / 2);
      Settled second = new Settled(WholeJob.OWED_MAX / 2);
      List<Webhook> webhooks = WholeJob.webhooks(receiver);
      try (OpenedStore one = server.store(folder);
          Embedded north = Embedded.start(one, webhooks, first);
          OpenedStore other = server.another(folder, "bench 2");
          Embedded south = Embedded.start(other, List.of(), second)) {
        awaitAgreement(one);
        awaitAgreement(other);
        Ledger northern = new Ledger();
        Ledger southern = new Ledger();
        Stopwatch watch = new Stopwatch(receiver);
        long end = watch.startNanos() + length.toNanos();
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
          var running =
              both.submit(() -> record(new Callers(recording(south), second, southern), end));
          record(new Callers(recording(north), first, northern), end);
          running.get();
        } catch (ExecutionException failed) {
          throw new IOException("the second node failed", failed.getCause());
        }
        long last = Math.max(first.awaitAll(northern.size()), second.awaitAll(southern.size()));
        Stopwatch.Lap lap = watch.lap(last);
        long all = (long) northern.size() + southern.size();
        north.checkDelivered(all);
        Tally tally = receiver.report();
        LongStream.Builder seen = LongStream.builder();
        northern.delays(tally, seen::add);
        southern.delays(tally, seen::add);
        delays = seen.build().sorted().toArray();
        northern.addAll(southern);
        return lap.round(all, northern.compare(tally));
      }
    }

    private static Callers.Recording recording(Embedded node) {
      return event -> node.append(event).webhooks();
    }

    private static Void record(Callers callers, long end) throws IOException, InterruptedException {
      callers.run(WholeJob.CALLERS / 2, end);
      return null;
    }

    /** Until then the second one sends nothing to webhooks that have limits. */
    private static void awaitAgreement(OpenedStore store) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + AGREE_WITHIN.toNanos();
      NodeView view = store.store().lease().view();
      while (view.live().size() != 2 || !view.agreed()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the nodes do not agree: " + view);
        }
        Thread.sleep(5);
        view = store.store().lease().view();
      }
    }

    /** Of the last round, from when the caller knew that its event was durable; 0 = before. */
    double millis(double quantile) {
      if (delays.length == 0) {
        return 0;
      }
      long nanos = delays[(int) Math.min(delays.length - 1, (long) (delays.length * quantile))];
      return Math.round(Math.max(0, nanos) / MILLIS * 10) / 10.0;
    }
  }
}
