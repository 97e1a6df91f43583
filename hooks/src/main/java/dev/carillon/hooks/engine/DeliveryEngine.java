package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the threads, the queue and the clock that drive {@link Dispatcher}: one named thread steps
 * it, one {@link SettlementQueue} stores what it decides, one {@link LeaseKeeper} keeps the lease,
 * one {@link Maintenance} thread does what is due from time to time, and each read has a virtual
 * thread of its own. Attempts are the sender's threads'.
 */
public final class DeliveryEngine {

  private static final EngineLimits LIMITS = EngineLimits.DEFAULT;
  private static final System.Logger LOG = System.getLogger(DeliveryEngine.class.getName());
  private static final int INPUTS_PER_STEP = 10_000;
  private static final Duration CLOSE_SPARE = Duration.ofSeconds(3);

  private final HooksConfig config;
  private final LinkedBlockingQueue<DispatcherInput> inputs = new LinkedBlockingQueue<>();
  private final Consumer<DispatcherInput> dispatching = inputs::add;
  private final Dispatcher dispatcher;
  private final Attempts attempts;
  private final SettlementQueue settler;
  private final StoreReads reads;
  private final WebhookSync webhooks;
  private final Maintenance maintenance;
  private final LeaseKeeper renewal;
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
    this.attempts = new Attempts(config, dispatching);
    this.webhooks =
        new WebhookSync(config.store().webhooks(), config.clocks().engineClock(), dispatching);
    this.settler = new SettlementQueue(config, this::stored);
    this.reads = new StoreReads(config, dispatching);
    this.maintenance = new Maintenance(config, webhooks, dispatching);
    this.renewal = new LeaseKeeper(config, dispatching);
    this.thread = Thread.ofPlatform().name("carillon-dispatcher").unstarted(this::run);
  }

  /** Starts all threads. */
  public void start() {
    renewal.start();
    thread.start();
    settler.start();
    maintenance.start();
  }

  /** Hands an input to the dispatcher's next step. */
  public void submit(DispatcherInput input) {
    inputs.add(input);
  }

  /** Hands over what a receipt promises, as far as it is in the store. */
  public void lookUp(Receipt receipt) {
    reads.lookUp(receipt);
  }

  /** Reads the webhooks, and tells the dispatcher what changed. */
  public void refreshWebhooks() {
    webhooks.refresh();
  }

  /** Other rules from the next attempt on. */
  public void policy(DeliveryPolicy policy) {
    timeout = policy.timeout();
    inputs.add(new DispatcherInput.PolicyChanged(policy));
  }

  /** How long the log is kept, and how large it may become. */
  public Maintenance maintenance() {
    return maintenance;
  }

  /** How things stood after the latest step. */
  public Load load() {
    return load;
  }

  /** How many attempts may be on the wire at once, all webhooks together. */
  public int inFlightMax() {
    return LIMITS.inFlightMax();
  }

  /**
   * Stops: no attempt starts any more, those on the wire end and are stored, the lease is handed
   * back.
   */
  public void close() {
    maintenance.close();
    inputs.add(new DispatcherInput.Stop());
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

  /**
   * What is on the wire may take longer than the usual time-out: webhooks may have their own. What
   * came of it is stored after that.
   */
  private Instant endBy(Instant atLeast) {
    Instant last = attemptsEndBy;
    Load now = load;
    boolean waiting = now.inFlight() > 0 || now.unstored() > 0;
    return waiting && last.isAfter(atLeast) ? last : atLeast;
  }

  private void run() {
    Instant wakeAt = Instant.MIN;
    while (!closed) {
      try {
        List<DispatcherInput> batch = await(wakeAt);
        steppedAt = now();
        Dispatcher.Step step = dispatcher.step(steppedAt, batch);
        // first: they are stored while requests are made
        settler.settle(dispatching, step.settlements());
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
        LOG.log(System.Logger.Level.ERROR, "The dispatcher failed and continues", bug);
      }
    }
  }

  private List<DispatcherInput> await(Instant wakeAt) throws InterruptedException {
    List<DispatcherInput> batch = new ArrayList<>();
    DispatcherInput first = wakeAt.equals(Instant.MAX) ? inputs.take() : poll(wakeAt);
    if (first != null) {
      batch.add(first);
      inputs.drainTo(batch, INPUTS_PER_STEP);
    }
    return batch;
  }

  private @Nullable DispatcherInput poll(Instant wakeAt) throws InterruptedException {
    Instant now = now();
    long nanos = wakeAt.isAfter(now) ? Duration.between(now, wakeAt).toNanos() : 0;
    return inputs.poll(nanos, TimeUnit.NANOSECONDS);
  }

  private void carryOut(DispatcherAction action) {
    switch (action) {
      case DispatcherAction.Send send -> send(send);
      case DispatcherAction.ReadDue read -> reads.start(read);
      case DispatcherAction.ReadInSequence read -> reads.start(read);
      case DispatcherAction.ReadResends read -> reads.start(read);
    }
  }

  private void send(DispatcherAction.Send send) {
    Instant end = steppedAt.plus(send.timeout());
    if (end.isAfter(attemptsEndBy)) {
      attemptsEndBy = end;
    }
    attempts.start(send);
  }

  private void stored(List<Settlement> settlements) {
    List<Settlement> disabling =
        settlements.stream().filter(settlement -> settlement.disabled().isPresent()).toList();
    if (!disabling.isEmpty()) {
      disabling.forEach(settlement -> webhooks.recheck(settlement.before().webhook()));
      refreshAfterDisabling();
    }
  }

  private void refreshAfterDisabling() {
    try {
      webhooks.refresh();
    } catch (RuntimeException unreachable) {
      // the next survey does it
      config.listener().storeFailed("read the webhooks", unreachable);
    }
  }

  private Instant now() {
    return config.clocks().engineClock().instant();
  }

  /**
   * How things stood after a step.
   *
   * @param inFlight how many attempts were on the wire
   * @param unstored how many had ended and were not stored yet
   * @param stopping whether nothing more was sent
   * @param limited how often a webhook had something to send, but as many attempts on the wire as
   *     it may have
   */
  public record Load(int inFlight, int unstored, boolean stopping, long limited) {}
}
