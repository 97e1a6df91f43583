package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads from the store what the dispatcher asks for, each read on a virtual thread. */
final class StoreReads {

  private static final long RETRY_MILLIS = 500;

  /** Later than anything is due, and still within every store's range. */
  private static final Instant FOR_EVER = Instant.parse("9999-01-01T00:00:00Z");

  private final HooksConfig config;
  private final ReadThreads threads;

  StoreReads(HooksConfig config, ReadThreads threads) {
    this.config = config;
    this.threads = threads;
  }

  /**
   * Begins a read, and waits for nothing.
   *
   * @param answers is told what came of it
   */
  void start(DispatcherAction.Read read, Consumer<DispatcherInput> answers) {
    Webhook.Id webhook = read.webhook();
    switch (read) {
      case DispatcherAction.ReadDue due ->
          run(() -> due(due), new DispatcherInput.PageFailed(webhook), answers);
      case DispatcherAction.ReadInSequence next ->
          run(() -> inSequence(next), new DispatcherInput.PageFailed(webhook), answers);
      case DispatcherAction.ReadRedeliveries redeliveries ->
          run(
              () -> redeliveries(redeliveries),
              new DispatcherInput.RedeliveryPage(webhook, List.of(), false),
              answers);
    }
  }

  private DispatcherInput due(DispatcherAction.ReadDue read) {
    DueDeliveries deliveries = config.store().due();
    List<DueDelivery> rows =
        deliveries.due(read.webhook(), read.until(), read.after(), read.limit());
    boolean complete = rows.size() < read.limit();
    Instant next = Instant.MAX;
    if (complete) {
      DueDeliveries.Place end = new DueDeliveries.Place(read.until(), Long.MAX_VALUE);
      List<DueDelivery> later = deliveries.due(read.webhook(), FOR_EVER, end, 1);
      next = later.isEmpty() ? Instant.MAX : later.getFirst().dueAt();
    }
    return new DispatcherInput.Page(read.webhook(), rows, complete, next);
  }

  private DispatcherInput inSequence(DispatcherAction.ReadInSequence read) {
    List<DueDelivery> rows =
        config.store().due().inSequence(read.webhook(), read.afterSequence(), read.limit());
    return new DispatcherInput.Page(read.webhook(), rows, rows.size() < read.limit(), Instant.MAX);
  }

  private DispatcherInput redeliveries(DispatcherAction.ReadRedeliveries read) {
    List<DueDelivery> rows = config.store().due().redeliveries(read.webhook(), read.limit());
    return new DispatcherInput.RedeliveryPage(read.webhook(), rows, rows.size() < read.limit());
  }

  private void run(
      Supplier<DispatcherInput> read, DispatcherInput failed, Consumer<DispatcherInput> answers) {
    threads.start(
        "carillon-read",
        () -> {
          DispatcherInput page;
          try {
            page = read.get();
          } catch (RuntimeException | Error failure) {
            // whatever it was: a page that never came back would be waited for for ever
            StoreFaults.report(config, "read due deliveries", failure);
            pause();
            page = failed;
          }
          answers.accept(page);
        });
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
