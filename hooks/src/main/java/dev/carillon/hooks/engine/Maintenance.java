package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does what is due from time to time, on a thread that sleeps in between: takes over what dead
 * nodes left, looks for what was overlooked, tidies what was recorded lately, measures the log, and
 * step ⑧, purges old rows. {@link Schedule} decides when.
 */
public final class Maintenance {

  /**
   * How often due deliveries that were not handed over are looked for. One is found once it has
   * been due for {@link EngineLimits#HAND_OVER_GRACE}.
   */
  static final Duration SURVEY_EVERY = Duration.ofSeconds(2);

  /** How often old rows are looked for. */
  static final Duration PURGE_EVERY = Duration.ofMinutes(10);

  /** How often what was recorded lately is rearranged: {@link LogRetention#tidy}. */
  static final Duration TIDY_EVERY = Duration.ofSeconds(5);

  /** How often it is measured how much the log takes, where that is limited. */
  static final Duration MEASURE_EVERY = Duration.ofSeconds(2);

  /** Deliveries per purge step; of rows the store removes fewer. */
  private static final int PURGE_ROWS = 20_000;

  /** Pause between purge steps, so that deliveries are not held up. */
  private static final Duration PURGE_PAUSE = Duration.ofMillis(200);

  /** Pause between purge steps while the log is too large: it must shrink faster than it grows. */
  private static final Duration URGENT_PURGE_PAUSE = Duration.ofMillis(10);

  /**
   * Measuring takes at most 1/20 of the time, so a long log is measured seldom; it takes more only
   * where one measuring lasts longer than 1/20 of {@link #PURGE_EVERY}, which is the longest pause.
   */
  private static final int MEASURE_SHARE = 20;

  private static final Duration GIVE_BACK_PAUSE = Duration.ofMillis(50);

  private static final Duration TIDY_PAUSE = Duration.ofMillis(10);

  private static final Duration END_WITHIN = Duration.ofSeconds(1);
  private static final long SLEEP_MILLIS_MAX = 1000;
  private static final int SURVEYED_AT_ONCE = 500;

  private final HooksConfig config;
  private final WebhookSync webhooks;
  private final Consumer<DispatcherInput> inputs;
  private final Schedule schedule;
  private final Thread thread;
  private volatile Duration retention;
  private volatile long bytesMax = Long.MAX_VALUE;
  private LogRetention.Surplus surplus = LogRetention.Surplus.NONE;
  private boolean purging;
  private volatile boolean narrowed;
  private volatile boolean closed;

  Maintenance(HooksConfig config, WebhookSync webhooks, Consumer<DispatcherInput> inputs) {
    this.config = config;
    this.webhooks = webhooks;
    this.inputs = inputs;
    this.retention = config.retention();
    this.schedule = new Schedule(config.store().lease().renewEvery(), now());
    this.thread = Thread.ofPlatform().name("carillon-maintenance").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Deliveries that ended longer ago than this are removed from now on. */
  public void retention(Duration other) {
    boolean less = other.compareTo(retention) < 0;
    retention = other;
    // last: the thread that sees it must see the new retention
    if (less) {
      narrowed = true;
    }
  }

  /**
   * The log takes no more than about this many bytes from now on. The first call sets the limit and
   * starts no purge.
   */
  public void bytesMax(long other) {
    boolean less = other < bytesMax && bytesMax != Long.MAX_VALUE;
    bytesMax = other;
    if (less) {
      narrowed = true;
    }
  }

  /** Ends with the step under way, whose connection goes back: the pool may be closed next. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_WITHIN);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      if (narrowed) {
        narrowed = false;
        schedule.narrowed(now());
        purging = false;
      }
      for (Chore chore : schedule.step(now())) {
        attempt(chore);
      }
      try {
        long millis = Duration.between(now(), schedule.wakeAt()).toMillis();
        Thread.sleep(Math.clamp(millis, 1, SLEEP_MILLIS_MAX));
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void attempt(Chore chore) {
    try {
      switch (chore) {
        case TAKE_OVER -> config.store().lease().takeOver();
        case SURVEY -> survey();
        case TIDY -> schedule.tidied(config.store().retention().tidy(), now());
        case MEASURE -> measure();
        case PURGE -> purge();
      }
    } catch (RuntimeException | Error failure) {
      // whatever it was: without its chores the engine would slowly come to a stop
      if (!closed) {
        StoreFaults.report(config, chore.what, failure);
      }
    }
  }

  private void survey() {
    webhooks.refresh();
    inputs.accept(webhooks.holds());
    DueDeliveries deliveries = config.store().due();
    inParts(deliveries.earliestDue())
        .forEach(part -> inputs.accept(new DispatcherInput.Surveyed(part)));
    Set<Webhook.Id> redelivering = deliveries.redelivering();
    if (!redelivering.isEmpty()) {
      inputs.accept(new DispatcherInput.RedeliveriesFound(redelivering));
    }
  }

  /** A step that looks at very many webhooks would keep responses waiting. */
  static List<Map<Webhook.Id, Instant>> inParts(Map<Webhook.Id, Instant> earliestDue) {
    List<Map<Webhook.Id, Instant>> parts = new ArrayList<>();
    Map<Webhook.Id, Instant> part = new HashMap<>();
    for (Map.Entry<Webhook.Id, Instant> each : earliestDue.entrySet()) {
      if (part.size() == SURVEYED_AT_ONCE) {
        parts.add(part);
        part = new HashMap<>();
      }
      part.put(each.getKey(), each.getValue());
    }
    parts.add(part);
    return parts;
  }

  /** Not only now and then: under load the log grows by megabytes a second. */
  private void measure() {
    if (bytesMax == Long.MAX_VALUE) {
      return;
    }
    LogRetention log = config.store().retention();
    Instant began = now();
    boolean more = false;
    try {
      if (!purging) {
        surplus = log.surplus(bytesMax);
      }
      if (surplus.rows() > 0 && !purging) {
        purging = true;
        schedule.narrowed(now());
      }
      more = log.giveBack();
    } finally {
      // what the store gave up after a long time is tried again seldom, too
      schedule.measured(Duration.between(began, now()), more, now());
    }
  }

  private void purge() {
    try {
      if (!purging && bytesMax < Long.MAX_VALUE) {
        surplus = config.store().retention().surplus(bytesMax);
      }
    } finally {
      purgeOld(); // where the log is too long to be measured, too
    }
  }

  private void purgeOld() {
    Instant began = now();
    LogRetention log = config.store().retention();
    LogRetention.Purged old = log.purge(now().minus(retention), PURGE_ROWS);
    surplus = surplus.less(old.deliveries());
    boolean more = old.more();
    long room = Math.min(surplus.rows(), PURGE_ROWS - old.deliveries());
    if (room > 0) {
      LogRetention.Purged gone = log.purge(surplus.endedBefore(), (int) room);
      surplus = surplus.less(gone.deliveries());
      more |= gone.more();
    }
    purging = more;
    schedule.purged(more, surplus.rows() > 0, Duration.between(began, now()), now());
  }

  private Instant now() {
    return config.clocks().engineClock().instant();
  }

  /** The periodic tasks, in the order in which they are done. */
  enum Chore {
    /** Look for what dead nodes left that was not there before. */
    TAKE_OVER("take over what other nodes left"),
    /** Read the webhooks and each one's earliest due time. */
    SURVEY("look for due deliveries"),
    /** Rearrange what was recorded lately: {@link LogRetention#tidy}. */
    TIDY("tidy the log"),
    /** Find out whether the log takes too much, and give back what it needs no more. */
    MEASURE("measure the log"),
    /** Remove rows whose retention has ended, and the oldest ones if the log is too large. */
    PURGE("remove old deliveries");

    private final String what;

    Chore(String what) {
      this.what = what;
    }
  }

  /** Decides when the chores are due. A state machine without I/O, like the dispatcher. */
  static final class Schedule {

    private final Map<Chore, Duration> every;
    private final Map<Chore, Instant> dueAt = new EnumMap<>(Chore.class);

    /**
     * A schedule at the start.
     *
     * @param takeOverEvery how often is looked for what dead nodes left
     * @param now the engine's clock
     */
    Schedule(Duration takeOverEvery, Instant now) {
      every =
          Map.of(
              Chore.TAKE_OVER, takeOverEvery,
              Chore.SURVEY, SURVEY_EVERY,
              Chore.TIDY, TIDY_EVERY,
              Chore.MEASURE, MEASURE_EVERY,
              Chore.PURGE, PURGE_EVERY);
      every.forEach((chore, pause) -> dueAt.put(chore, now.plus(pause)));
      dueAt.put(Chore.TAKE_OVER, Instant.MIN);
      dueAt.put(Chore.SURVEY, Instant.MIN);
    }

    /** The chores that are due now; each is due again after its usual pause. */
    List<Chore> step(Instant now) {
      List<Chore> due =
          dueAt.entrySet().stream()
              .filter(each -> !each.getValue().isAfter(now))
              .map(Map.Entry::getKey)
              .toList();
      due.forEach(chore -> dueAt.put(chore, now.plus(every.get(chore))));
      return due;
    }

    /** Less is to be kept than before: old rows are looked for at once. */
    void narrowed(Instant now) {
      dueAt.put(Chore.PURGE, now);
    }

    /**
     * The log was measured.
     *
     * @param took how long that took: the longer, the later it is done again
     * @param more whether there is more to do about its size than to purge
     */
    void measured(Duration took, boolean more, Instant now) {
      Duration share = shorter(took.multipliedBy(MEASURE_SHARE), PURGE_EVERY);
      dueAt.put(Chore.MEASURE, now.plus(longer(share, more ? GIVE_BACK_PAUSE : MEASURE_EVERY)));
    }

    /**
     * A purge has ended; where more is left, the next one comes soon.
     *
     * @param urgent whether the log is too large
     * @param took how long the purge took: after an urgent one others get the store for as long, at
     *     most {@link #PURGE_PAUSE}
     */
    void purged(boolean more, boolean urgent, Duration took, Instant now) {
      if (more) {
        Duration least = urgent ? longer(took, URGENT_PURGE_PAUSE) : PURGE_PAUSE;
        dueAt.put(Chore.PURGE, now.plus(shorter(least, PURGE_PAUSE)));
      }
    }

    /** The log was tidied; if more is left, it goes on soon. */
    void tidied(boolean more, Instant now) {
      if (more) {
        dueAt.put(Chore.TIDY, now.plus(TIDY_PAUSE));
      }
    }

    /** When the next chore is due. */
    Instant wakeAt() {
      return Collections.min(dueAt.values());
    }

    private static Duration longer(Duration one, Duration other) {
      return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
      return one.compareTo(other) < 0 ? one : other;
    }
  }
}
