package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Owns the threads, the queue and the clock that drive {@link Dispatcher}: one named thread steps
 * it, one {@link Settler} stores what it decides, one {@link Renewal} keeps the lease, one {@link
 * Maintenance} thread does what is due from time to time, and each read has a virtual thread of its
 * own. Attempts are the sender's threads'.
 */
public final class DeliveryEngine {

  private static final EngineLimits LIMITS = EngineLimits.DEFAULT;
  private static final System.Logger LOG = System.getLogger(DeliveryEngine.class.getName());
  private static final int INPUTS_PER_STEP = 10_000;
  private static final Duration CLOSE_SPARE = Duration.ofSeconds(3);

  private final HooksConfig config;
  private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final Dispatcher dispatcher;
  private final Attempts attempts;
  private final Settler settler;
  private final Reads reads;
  private final WebhookSync roster;
  private final Maintenance chores;
  private final Renewal renewal;
  private final Thread thread;
  private volatile Load load = new Load(0, 0, false, 0);
  private volatile Duration timeout;
  private volatile Instant attemptsEndBy = Instant.MIN;
  private Instant steppedAt = Instant.MIN;
  private volatile boolean closed;

  /** An engine that does not run yet. */
  public DeliveryEngine(HooksConfig config) {
    this.config = config;
    this.dispatcher = new Dispatcher(config.policy(), LIMITS, new Random());
    this.timeout = config.policy().timeout();
    this.attempts = new Attempts(config, inputs::add);
    this.roster = new WebhookSync(config.store().webhooks(), config.clocks().engine(), inputs::add);
    this.settler = new Settler(config, this::stored);
    this.reads = new Reads(config, inputs::add);
    this.chores = new Maintenance(config, roster, inputs::add);
    this.renewal = new Renewal(config, inputs::add);
    this.thread = Thread.ofPlatform().name("carillon-dispatcher").unstarted(this::run);
  }

  /** Starts all threads. */
  public void start() {
    renewal.start();
    thread.start();
    settler.start();
    chores.start();
  }

  /** See {@link dev.carillon.hooks.Hooks#committed}. */
  public void committed(Receipt receipt) {
    if (receipt.due().isEmpty()) {
      return;
    }
    if (receipt.trusted()) {
      inputs.add(new Input.HandedOver(receipt.due()));
    } else {
      reads.lookUp(receipt);
    }
  }

  /** See {@link dev.carillon.hooks.Hooks#webhooksChanged}. */
  public void webhooksChanged() {
    roster.refresh();
  }

  /** See {@link dev.carillon.hooks.Hooks#recovered}. */
  public void recovered(Webhook.Id webhook) {
    inputs.add(new Input.Woken(webhook));
  }

  /** See {@link dev.carillon.hooks.Hooks#cancelled}. */
  public void cancelled(Webhook.Id webhook) {
    inputs.add(new Input.Cancelled(webhook));
  }

  /** See {@link dev.carillon.hooks.Hooks#resent}. */
  public void resent(Webhook.Id webhook) {
    inputs.add(new Input.ResendsFound(Set.of(webhook)));
  }

  /** See {@link dev.carillon.hooks.Hooks#policy}. */
  public void policy(DeliveryPolicy policy) {
    timeout = policy.timeout();
    inputs.add(new Input.PolicyChanged(policy));
  }

  /** See {@link dev.carillon.hooks.Hooks#retention}. */
  public void retention(Duration retention) {
    chores.retention(retention);
  }

  /** See {@link dev.carillon.hooks.Hooks#bytesMax}. */
  public void bytesMax(long bytesMax) {
    chores.bytesMax(bytesMax);
  }

  /** See {@link dev.carillon.hooks.Hooks#inFlight}. */
  public int inFlight() {
    return load.inFlight();
  }

  /** See {@link dev.carillon.hooks.Hooks#inFlightMax}. */
  public int inFlightMax() {
    return LIMITS.inFlightMax();
  }

  /** See {@link dev.carillon.hooks.Hooks#limited}. */
  public long limited() {
    return load.limited();
  }

  /** See {@link dev.carillon.hooks.Hooks#close}. */
  public void close() {
    chores.close();
    inputs.add(new Input.Stop());
    Instant atLeast = now().plus(timeout);
    try {
      while (!quiet() && now().isBefore(endBy(atLeast).plus(CLOSE_SPARE))) {
        Thread.sleep(5);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    thread.interrupt();
    settler.close();
    config.sender().close();
    renewal.close();
  }

  private boolean quiet() {
    Load now = load;
    return now.stopping() && now.inFlight() == 0 && now.unstored() == 0;
  }

  /** What is on the wire may take longer than the usual time-out: webhooks may have their own. */
  private Instant endBy(Instant atLeast) {
    Instant last = attemptsEndBy;
    return load.inFlight() > 0 && last.isAfter(atLeast) ? last : atLeast;
  }

  private void run() {
    Instant wakeAt = Instant.MIN;
    while (!closed) {
      try {
        List<Input> batch = await(wakeAt);
        steppedAt = now();
        Step step = dispatcher.step(steppedAt, batch);
        step.actions().forEach(this::carryOut);
        load =
            new Load(
                dispatcher.inFlight(),
                dispatcher.unstored(),
                dispatcher.stopping(),
                dispatcher.limited());
        wakeAt = step.wakeAt();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException bug) {
        LOG.log(System.Logger.Level.ERROR, "The dispatcher failed and goes on", bug);
      }
    }
  }

  private List<Input> await(Instant wakeAt) throws InterruptedException {
    List<Input> batch = new ArrayList<>();
    Input first = wakeAt.equals(Instant.MAX) ? inputs.take() : poll(wakeAt);
    if (first != null) {
      batch.add(first);
      inputs.drainTo(batch, INPUTS_PER_STEP);
    }
    return batch;
  }

  private @Nullable Input poll(Instant wakeAt) throws InterruptedException {
    Instant now = now();
    long nanos = wakeAt.isAfter(now) ? Duration.between(now, wakeAt).toNanos() : 0;
    return inputs.poll(nanos, TimeUnit.NANOSECONDS);
  }

  private void carryOut(Action action) {
    switch (action) {
      case Action.Send send -> send(send);
      case Action.Settle settle -> settler.settle(settle.settlement());
      case Action.ReadDue read -> reads.start(read);
      case Action.ReadInSequence read -> reads.start(read);
      case Action.ReadResends read -> reads.start(read);
    }
  }

  private void send(Action.Send send) {
    Instant end = steppedAt.plus(send.timeout());
    if (end.isAfter(attemptsEndBy)) {
      attemptsEndBy = end;
    }
    attempts.start(send);
  }

  private void stored(List<Settlement> settlements) {
    inputs.add(new Input.Stored(settlements));
    List<Settlement> disabling =
        settlements.stream().filter(settlement -> settlement.disabled().isPresent()).toList();
    if (!disabling.isEmpty()) {
      disabling.forEach(settlement -> roster.doubt(settlement.before().webhook()));
      refreshRoster();
    }
  }

  private void refreshRoster() {
    try {
      roster.refresh();
    } catch (RuntimeException unreachable) {
      // the next survey does it
      config.listener().storeFailed("read the webhooks", unreachable);
    }
  }

  private Instant now() {
    return config.clocks().engine().instant();
  }

  /** How things stood after the latest step. */
  private record Load(int inFlight, int unstored, boolean stopping, long limited) {}
}
