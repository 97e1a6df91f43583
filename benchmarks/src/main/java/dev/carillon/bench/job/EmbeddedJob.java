package dev.carillon.bench.job;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.embedded.EmbeddedHooks;
import dev.carillon.bench.embedded.Settled;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.hooks.Published;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The product: callers publish events, in transactions of the library or of the program's own; the
 * library signs, sends and settles. Each round has an empty store.
 */
final class EmbeddedJob implements Contender {

  private final String name;
  private final RunningReceiver receiver;
  private final Path folder;
  private final Opening opening;
  private final Publishing publishing;
  private final int callers;

  EmbeddedJob(String name, RunningReceiver receiver, Path folder, Opening opening, int callers) {
    this(name, receiver, folder, opening, EmbeddedHooks::append, callers);
  }

  private EmbeddedJob(
      String name,
      RunningReceiver receiver,
      Path folder,
      Opening opening,
      Publishing publishing,
      int callers) {
    this.name = name;
    this.receiver = receiver;
    this.folder = folder;
    this.opening = opening;
    this.publishing = publishing;
    this.callers = callers;
  }

  /** The same job, with each event in a transaction of the program's own. */
  EmbeddedJob inOwnTransactions() {
    return new EmbeddedJob(
        name, receiver, folder, opening, EmbeddedHooks::appendInOwnTransaction, callers);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Round round(Duration length) throws IOException, InterruptedException {
    Folder.empty(folder);
    Settled settled = new Settled(WholeJob.OWED_MAX);
    try (EmbeddedHooks embedded = opening.open(folder, WholeJob.registrations(receiver), settled)) {
      Ledger owed = new Ledger();
      Stopwatch watch = new Stopwatch(receiver);
      new Callers(event -> publishing.publish(embedded, event).webhooks(), settled, owed)
          .run(callers, watch.startNanos() + length.toNanos());
      Stopwatch.Lap lap = watch.lap(settled.awaitAll(owed.size()));
      embedded.checkDelivered(owed.size());
      return lap.round(owed.size(), owed.compare(receiver.report()));
    }
  }

  /** Records an event, durably. */
  @FunctionalInterface
  private interface Publishing {
    Published publish(EmbeddedHooks embedded, Event event);
  }

  /** Starts the library on an empty store with these webhooks. */
  @FunctionalInterface
  interface Opening {
    EmbeddedHooks open(Path folder, List<WebhookRegistration> webhooks, HooksListener listener)
        throws IOException;
  }
}
