package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Deliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/** Drives {@link MaintenanceSchedule}: one thread that sleeps until the next chore. */
final class Maintenance {

  private static final long SLEEP_MILLIS_MAX = 1000;

  private final HooksConfig config;
  private final WebhookSync roster;
  private final Consumer<Input> told;
  private final MaintenanceSchedule janitor;
  private final Thread thread;
  private volatile Duration retention;
  private volatile long bytesMax = Long.MAX_VALUE;
  private Deliveries.Surplus surplus = Deliveries.Surplus.NONE;
  private boolean sweeping;
  private volatile boolean narrowed;
  private volatile boolean closed;

  Maintenance(HooksConfig config, WebhookSync roster, Consumer<Input> told) {
    this.config = config;
    this.roster = roster;
    this.told = told;
    this.retention = config.retention();
    this.janitor = new MaintenanceSchedule(config.store().lease().renewEvery(), now());
    this.thread = Thread.ofPlatform().name("carillon-janitor").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void retention(Duration other) {
    boolean less = other.compareTo(retention) < 0;
    retention = other;
    // last: who hears of it goes by what counts from now on
    if (less) {
      narrowed = true;
    }
  }

  /** The first limit that is set is how it began, and no change. */
  void bytesMax(long other) {
    boolean less = other < bytesMax && bytesMax != Long.MAX_VALUE;
    bytesMax = other;
    if (less) {
      narrowed = true;
    }
  }

  void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      if (narrowed) {
        narrowed = false;
        janitor.narrowed(now());
        sweeping = false;
      }
      for (MaintenanceSchedule.Chore chore : janitor.step(now())) {
        attempt(chore);
      }
      try {
        long millis = Duration.between(now(), janitor.wakeAt()).toMillis();
        Thread.sleep(Math.clamp(millis, 1, SLEEP_MILLIS_MAX));
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void attempt(MaintenanceSchedule.Chore chore) {
    try {
      switch (chore) {
        case TAKE_OVER -> config.store().lease().takeOver();
        case SURVEY -> survey();
        case TIDY -> janitor.tidied(config.store().deliveries().tidy(), now());
        case MEASURE -> measure();
        case SWEEP -> sweep();
      }
    } catch (RuntimeException failure) {
      // whatever it was: without its chores the engine would slowly come to a stop
      if (!closed) {
        config.listener().storeFailed(chore.name(), failure);
      }
    }
  }

  private void survey() {
    roster.refresh();
    told.accept(roster.holds());
    Deliveries deliveries = config.store().deliveries();
    told.accept(new Input.Surveyed(deliveries.earliestDue()));
    Set<Webhook.Id> resending = deliveries.resending();
    if (!resending.isEmpty()) {
      told.accept(new Input.ResendsFound(resending));
    }
  }

  /** Not only now and then: under load the log grows by megabytes a second. */
  private void measure() {
    if (bytesMax == Long.MAX_VALUE) {
      return;
    }
    Deliveries deliveries = config.store().deliveries();
    Instant began = now();
    if (!sweeping) {
      surplus = deliveries.surplus(bytesMax);
    }
    if (surplus.rows() > 0 && !sweeping) {
      sweeping = true;
      janitor.narrowed(now());
    }
    boolean more = deliveries.giveBack();
    janitor.measured(Duration.between(began, now()), more, now());
  }

  private void sweep() {
    if (!sweeping && bytesMax < Long.MAX_VALUE) {
      surplus = config.store().deliveries().surplus(bytesMax);
    }
    Instant began = now();
    Deliveries deliveries = config.store().deliveries();
    Deliveries.Swept old =
        deliveries.sweepSome(now().minus(retention), MaintenanceSchedule.SWEEP_ROWS);
    surplus = surplus.less(old.deliveries());
    boolean more = old.more();
    long room = Math.min(surplus.rows(), MaintenanceSchedule.SWEEP_ROWS - old.deliveries());
    if (room > 0) {
      Deliveries.Swept gone = deliveries.sweepSome(surplus.endedBefore(), (int) room);
      surplus = surplus.less(gone.deliveries());
      more |= gone.more();
    }
    sweeping = more;
    janitor.swept(more, surplus.rows() > 0, Duration.between(began, now()), now());
  }

  private Instant now() {
    return config.clocks().engine().instant();
  }
}
