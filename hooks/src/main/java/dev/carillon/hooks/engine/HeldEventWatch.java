package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has the store make deliveries of held events whose wait is over, several times a second, and
 * hands them over. Events are held for webhooks which debounce or want batches. It has a thread of
 * its own, since {@link Maintenance} may be busy for seconds.
 */
final class HeldEventWatch {

  /** No event waits longer than it has to by more than about this. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Duration END_WITHIN = Duration.ofSeconds(1);

  private final HooksConfig config;
  private final Consumer<DispatcherInput> inputs;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * One that does not look yet.
   *
   * @param inputs the dispatchers'
   */
  HeldEventWatch(HooksConfig config, Consumer<DispatcherInput> inputs) {
    this.config = config;
    this.inputs = inputs;
    this.thread = Thread.ofPlatform().name("carillon-held").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends with the transaction under way, after which the store sees the interrupt. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_WITHIN);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Failures failures = new Failures();
    while (!closed) {
      Duration pause;
      try {
        pause = look() ? Duration.ZERO : PAUSE;
        failures.over();
      } catch (RuntimeException | Error failure) {
        // whatever it was: what is held stays in the store until the next look
        pause = failures.pause();
        if (!closed && failures.isNews(failure, config.clocks().engineClock().instant())) {
          StoreFaults.report(config, "send what was held", failure);
        }
      }
      try {
        if (pause.isPositive()) {
          Thread.sleep(pause);
        }
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  /** Looks once; whether there is more to do at once. */
  boolean look() {
    DueDeliveries.Collected collected = config.store().due().collect();
    List<DueDelivery> due = new ArrayList<>();
    for (Receipt receipt : collected.receipts()) {
      due.addAll(receipt.due());
    }
    if (!due.isEmpty()) {
      inputs.accept(new DispatcherInput.HandedOver(due));
    }
    collected.madeDue().forEach(webhook -> inputs.accept(new DispatcherInput.Woken(webhook)));
    return collected.more();
  }

  /** Decides when a store that fails is asked again, and what is reported of that. */
  static final class Failures {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

    private Duration next = LEAST;
    private String reported = "";
    private Instant reportedAt = Instant.MIN;

    /** The store works. */
    void over() {
      next = LEAST;
    }

    /** How long to wait after one more failure in a row. */
    Duration pause() {
      Duration pause = next;
      Duration twice = pause.multipliedBy(2);
      next = twice.compareTo(MOST) > 0 ? MOST : twice;
      return pause;
    }

    /** Whether a failure is another one than was reported in the last minute. */
    boolean isNews(Throwable failure, Instant now) {
      boolean news =
          !failure.toString().equals(reported) || !now.isBefore(reportedAt.plus(AGAIN_AFTER));
      if (news) {
        reported = failure.toString();
        reportedAt = now;
      }
      return news;
    }
  }
}
