package dev.carillon.bench.job;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.job.BareQueue.Row;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The whole job by a program that can do nothing else: one thread makes bodies and results durable,
 * one sends. It has no callers who wait, no dispatcher, no log that could be read, no retries.
 */
final class BareJob implements Contender {

  /** As many as the product's callers can have waiting. */
  private static final int EVENTS_MAX = WholeJob.CALLERS;

  /** What is worth a commit of its own; less than that waits for more, but not for long. */
  private static final int EVENTS_ENOUGH = 100;

  private static final int RESULTS_ENOUGH = 300;
  private static final long WAIT_NANOS_MAX = Duration.ofMillis(5).toNanos();
  private static final Duration NAP = Duration.ofNanos(500_000);

  private final RunningReceiver receiver;
  private final BareStore.Opening opening;
  private final Requests requests;

  BareJob(RunningReceiver receiver, BareStore.Opening opening) {
    this.receiver = receiver;
    this.opening = opening;
    this.requests = new Requests(receiver.address().getPort());
  }

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public Round round(Duration length) throws IOException, InterruptedException {
    try (BareStore store = opening.open();
        BareClient client = new BareClient(receiver.address(), WholeJob.CONNECTIONS);
        var executor = Executors.newFixedThreadPool(2)) {
      Ledger sent = new Ledger();
      Stopwatch watch = new Stopwatch(receiver);
      BareQueue queue = new BareQueue(requests, sent);
      long until = watch.startNanos() + length.toNanos();
      Future<Void> storing = executor.submit(() -> store(store, queue, until));
      Future<Void> sending =
          executor.submit(
              (Callable<Void>)
                  () -> {
                    client.run(queue);
                    return null;
                  });
      sending.get();
      storing.get();
      Stopwatch.Lap lap = watch.lap(System.nanoTime());
      return lap.round(sent.size(), sent.compare(receiver.report()));
    } catch (SQLException failed) {
      throw new IOException("the bare store failed", failed);
    } catch (ExecutionException failed) {
      throw new IOException("the bare job failed", failed.getCause());
    }
  }

  /** Stores until a time by {@link System#nanoTime}, then until all is answered and stored. */
  private static Void store(BareStore store, BareQueue queue, long endNanos)
      throws SQLException, InterruptedException {
    try {
      int owed = 0;
      long last = System.nanoTime();
      List<Row> answered = new ArrayList<>();
      while (System.nanoTime() < endNanos || owed > 0) {
        queue.takeAnswered(answered);
        int room = WholeJob.OWED_MAX - owed + answered.size();
        int events =
            System.nanoTime() < endNanos ? Math.min(EVENTS_MAX, room / WholeJob.FAN_OUT) : 0;
        boolean enough = events >= EVENTS_ENOUGH || answered.size() >= RESULTS_ENOUGH;
        if (!enough && System.nanoTime() - last < WAIT_NANOS_MAX) {
          Thread.sleep(NAP);
          continue;
        }
        last = System.nanoTime();
        List<Row> rows = store.commit(answered, events);
        owed += rows.size() - answered.size();
        answered.clear();
        queue.commit(rows);
      }
      return null;
    } finally {
      queue.stop();
    }
  }
}
