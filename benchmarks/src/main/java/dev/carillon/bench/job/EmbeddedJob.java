package dev.carillon.bench.job;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.embedded.Embedded;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The product: callers append events through the store's writer, the engine signs, sends and
 * settles. Each round has an empty store.
 */
final class EmbeddedJob implements Contender {

  private final String name;
  private final RunningReceiver receiver;
  private final Path folder;
  private final Opening opening;
  private final int callers;

  EmbeddedJob(String name, RunningReceiver receiver, Path folder, Opening opening, int callers) {
    this.name = name;
    this.receiver = receiver;
    this.folder = folder;
    this.opening = opening;
    this.callers = callers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Round round(Duration length) throws IOException, InterruptedException {
    Folder.empty(folder);
    Settled settled = new Settled(WholeJob.OWED_MAX);
    try (OpenedStore store = opening.open(folder)) {
      List<Webhook> webhooks = WholeJob.webhooks(receiver);
      try (Embedded embedded = Embedded.start(store, webhooks, settled)) {
        Ledger owed = new Ledger();
        Stopwatch watch = new Stopwatch(receiver);
        new Callers(embedded, settled, owed).run(callers, watch.startNanos() + length.toNanos());
        Stopwatch.Lap lap = watch.lap(settled.awaitAll(owed.size()));
        embedded.checkDelivered(owed.size());
        return lap.round(owed.size(), owed.compare(receiver.report()));
      }
    }
  }

  /** Opens an empty store. */
  @FunctionalInterface
  interface Opening {
    OpenedStore open(Path folder) throws IOException;
  }
}
