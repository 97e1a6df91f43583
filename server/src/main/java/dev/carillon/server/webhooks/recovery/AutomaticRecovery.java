package dev.carillon.server.webhooks.recovery;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.RecoveryState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after webhooks that failures have disabled and that ask for it. Each gets a ping after some
 * time, and again, a few times; once one is answered with success, {@link RecoverySteps} enables it
 * and recovers what it missed.
 *
 * <p>Each webhook's {@link Recovery} is a row, so that a restart or another node goes on with it.
 * Of several nodes the one that claims the row acts; what a node that died has claimed is free
 * again after {@link #CLAIM}. Where no webhook asks for it, nothing is read.
 */
public final class AutomaticRecovery implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AutomaticRecovery.class.getName());

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Longer than any attempt may take. */
  private static final Duration CLAIM = Duration.ofMinutes(2);

  private static final int PINGS_AT_ONCE = 8;

  private final Database database;
  private final Webhooks webhooks;
  private final JobRunner jobs;
  private final InstantSource clock;
  private final Supplier<List<Duration>> delays;
  private final RecoverySteps steps;
  private final Semaphore permits = new Semaphore(PINGS_AT_ONCE);
  private final Set<Webhook.Id> busy = ConcurrentHashMap.newKeySet();
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-recoveries");
  private long seenRevision = -1;
  private boolean rowsLeft = true;
  private boolean rowsDue = true;
  private boolean released;
  private volatile boolean closed;

  /**
   * Looks after nothing yet.
   *
   * @param clock the engine's
   * @param delays how long after the disabling each ping is made
   * @param steps does what is due
   */
  public AutomaticRecovery(
      Database database,
      Webhooks webhooks,
      JobRunner jobs,
      InstantSource clock,
      Supplier<List<Duration>> delays,
      RecoverySteps steps) {
    this.database = database;
    this.webhooks = webhooks;
    this.jobs = jobs;
    this.clock = clock;
    this.delays = delays;
    this.steps = steps;
  }

  /** Looks from now on. */
  public void start() {
    tasks.every(LOOK_EVERY, "recovering webhooks that failures disabled", this::look);
  }

  /** How far the recovery of this webhook is; empty where it is not being recovered. */
  public Optional<RecoveryState> state(Webhook webhook) {
    if (!Recovery.wanted(webhook)) {
      return Optional.empty();
    }
    return database
        .read(connection -> RecoveryRows.find(connection, webhook.id()))
        .filter(row -> row.about(webhook))
        .map(
            row ->
                new RecoveryState(
                    phase(row),
                    row.pings(),
                    row.nextAt() == Recovery.NEVER ? null : Columns.instant(row.nextAt()),
                    row.lastError()));
  }

  private static RecoveryState.Phase phase(Recovery row) {
    return switch (row.phase()) {
      case PINGING -> row.givenUp() ? RecoveryState.Phase.GIVEN_UP : RecoveryState.Phase.PINGING;
      case ENABLING, RECOVERING -> RecoveryState.Phase.ENABLING;
    };
  }

  private void look() {
    WebhookSet set = webhooks.current();
    if (set.revision() == seenRevision && !rowsDue) {
      return;
    }
    Map<Webhook.Id, Webhook> wanted = new HashMap<>();
    for (Webhook webhook : set.webhooks()) {
      if (Recovery.wanted(webhook)) {
        wanted.put(webhook.id(), webhook);
      }
    }
    if (!wanted.isEmpty() || rowsLeft) {
      look(wanted);
    }
    seenRevision = set.revision();
  }

  private void look(Map<Webhook.Id, Webhook> wanted) {
    if (!released && !database.dialect().shared()) {
      database.write(RecoveryRows::release);
    }
    released = true;
    Instant now = clock.instant();
    Map<Webhook.Id, Webhook> fresh = new HashMap<>(wanted);
    List<Recovery> rows = database.read(RecoveryRows::all);
    for (Recovery row : rows) {
      Webhook webhook = wanted.get(row.webhook());
      if (webhook == null || row.about(webhook) || row.phase() != Recovery.Phase.PINGING) {
        fresh.remove(row.webhook());
        look(row, webhook, now);
      }
    }
    for (Webhook webhook : fresh.values()) {
      long first = Columns.micros(now.plus(delays.get().getFirst()));
      database.write(connection -> RecoveryRows.begin(connection, webhook, first));
    }
    rowsLeft = !fresh.isEmpty() || !rows.isEmpty();
    rowsDue = !fresh.isEmpty() || rows.stream().anyMatch(row -> !row.givenUp());
  }

  /**
   * Does what is due for one.
   *
   * @param wanted its webhook, if that is disabled by failures now; else null
   */
  private void look(Recovery row, @Nullable Webhook wanted, Instant now) {
    switch (row.phase()) {
      case PINGING -> {
        if (wanted == null) {
          database.write(connection -> RecoveryRows.forget(connection, row));
        } else if (row.nextAt() != Recovery.NEVER && row.nextAt() <= Columns.micros(now)) {
          begin(row, now);
        }
      }
      case ENABLING -> begin(row, now);
      case RECOVERING -> jobEnded(row, wanted, now);
    }
  }

  /** A ping or an enabling, which may take a while, on a thread of its own. */
  private void begin(Recovery row, Instant now) {
    if (row.claimedUntil() > Columns.micros(now) || !permits.tryAcquire()) {
      return;
    }
    if (!busy.add(row.webhook())) {
      permits.release();
      return;
    }
    Thread.ofVirtual()
        .name("carillon-recovery")
        .start(
            () -> {
              try {
                claimed(row).ifPresent(this::act);
              } catch (RuntimeException failed) {
                if (!closed) {
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "webhook=" + row.webhook() + " is not recovered yet; this is retried",
                      failed);
                }
              } finally {
                busy.remove(row.webhook());
                permits.release();
              }
            });
  }

  private Optional<Recovery> claimed(Recovery row) {
    long until = Columns.micros(clock.instant().plus(CLAIM));
    return database.<Boolean>write(connection -> RecoveryRows.claim(connection, row, until))
        ? database.read(connection -> RecoveryRows.find(connection, row.webhook()))
        : Optional.empty();
  }

  private void act(Recovery row) {
    if (row.phase() == Recovery.Phase.ENABLING) {
      steps.enable(row, delays.get());
      return;
    }
    Optional<Webhook> webhook = webhooks.current().find(row.webhook()).filter(row::about);
    if (webhook.isPresent()) {
      List<Duration> planned = delays.get();
      steps.ping(webhook.get(), row, planned).ifPresent(passed -> steps.enable(passed, planned));
    } else {
      database.write(connection -> RecoveryRows.forget(connection, row));
    }
  }

  /** What it missed is sent, or will not be: its webhook may have been disabled meanwhile. */
  private void jobEnded(Recovery row, @Nullable Webhook wanted, Instant now) {
    Optional<Job.State> state = jobs.find(row.job()).map(listed -> listed.job().state());
    boolean underWay =
        state.isPresent()
            && (state.get() instanceof Job.State.Running
                || state.get() instanceof Job.State.Stopping);
    if (underWay) {
      return;
    }
    if (wanted == null) {
      database.write(connection -> RecoveryRows.forget(connection, row));
      return;
    }
    boolean all = state.isPresent() && state.get() instanceof Job.State.Done;
    long since = all ? Recovery.disabledAt(wanted) : row.since();
    long first = Columns.micros(now.plus(delays.get().getFirst()));
    database.write(connection -> RecoveryRows.again(connection, row, wanted, since, first));
  }

  @Override
  public void close() {
    closed = true;
    tasks.close();
  }
}
