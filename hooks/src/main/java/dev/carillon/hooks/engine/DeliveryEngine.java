package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.MovableClock;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Wires what sends: a dispatcher steps on each loop of the sender, or on one thread of the engine's
 * own if the sender has none; one {@link SettlementQueue} stores what they decide, one {@link
 * LeaseKeeper} keeps the lease, one {@link Maintenance} thread does what is due from time to time,
 * one {@link HeldEventWatch} ends the wait of events that are held, one {@link NodeWatch} hears of
 * other nodes where the store has some, and each read has a virtual thread of its own. Attempts are
 * the sender's threads'.
 */
public final class DeliveryEngine {

  private static final EngineLimits LIMITS = EngineLimits.DEFAULT;
  private static final Duration CLOSE_SPARE = Duration.ofSeconds(3);

  private final HooksConfig config;
  private final Dispatchers dispatchers;
  private final RequestSigner signer;
  private final SettlementQueue settler;
  private final StoreReads reads;
  private final CommittedEventReads committedEvents;
  private final ReadThreads readThreads = new ReadThreads();
  private final WebhookSync webhooks;
  private final Maintenance maintenance;
  private final HeldEventWatch held;
  private final LeaseKeeper renewal;
  private final NodeWatch nodes;
  private final boolean shared;

  /** Present if the sender has no loops. */
  private final @Nullable DispatcherThread ownThread;

  private volatile Duration timeout;

  /** An engine that does not run yet. */
  public DeliveryEngine(HooksConfig config) {
    this.config = config;
    this.timeout = config.policy().timeout();
    this.signer = new RequestSigner(config.userAgent(), config.keys());
    this.settler = new SettlementQueue(config, this::stored);
    this.reads = new StoreReads(config, readThreads);
    List<SenderLoop> loops = config.sender().loops();
    this.ownThread = loops.isEmpty() ? new DispatcherThread(config.sender()) : null;
    this.dispatchers = dispatchers(ownThread == null ? loops : List.of(ownThread));
    this.committedEvents = new CommittedEventReads(config, readThreads, dispatchers::submit);
    InstantSource clock = config.clocks().engineClock();
    this.webhooks = new WebhookSync(config.store().webhooks(), clock, dispatchers::submit);
    this.maintenance = new Maintenance(config, webhooks, dispatchers::submit);
    this.held = new HeldEventWatch(config, dispatchers::submit);
    NodeAgreement agreement =
        new NodeAgreement(
            config, dispatchers::submit, dispatchers::inForce, DeliveryEngine::confirm);
    this.renewal = new LeaseKeeper(config, dispatchers::submit, agreement);
    this.nodes = new NodeWatch(config, agreement, webhooks, dispatchers::submit);
    this.shared = config.store().lease().lasts().compareTo(Lease.ENDLESS) < 0;
  }

  private static void confirm(Runnable confirmation) {
    Thread.ofVirtual().name("carillon-confirm").start(confirmation);
  }

  private Dispatchers dispatchers(List<? extends SenderLoop> loops) {
    SharedCapacity shared = SharedCapacity.among(loops.size(), LIMITS);
    return new Dispatchers(
        loops,
        shared.permits(),
        (number, loop, wakeOther) ->
            new DispatcherDriver(
                number,
                new Dispatcher(number, config.policy(), shared, new Random()),
                loop,
                config.clocks().engineClock(),
                new EngineOutlets(loop),
                shared.permits(),
                wakeOther));
  }

  /** Starts all threads. */
  public void start() {
    renewal.start();
    if (ownThread != null) {
      ownThread.start();
    }
    dispatchers.start();
    settler.start();
    maintenance.start();
    held.start();
    if (shared) {
      nodes.start();
    }
    if (config.clocks().engineClock() instanceof MovableClock clock) {
      clock.afterMove(this::lookAnew);
    }
  }

  /** Any input makes each dispatcher look at the time; this one says nothing more. */
  private void lookAnew() {
    dispatchers.submit(new DispatcherInput.Surveyed(Map.of()));
  }

  /** Hands an input to the next step of each dispatcher that it concerns. */
  public void submit(DispatcherInput input) {
    dispatchers.submit(input);
  }

  /** Hands over the deliveries of an event, as far as they are in the store. */
  public void lookUp(Event.Id event) {
    committedEvents.add(event);
  }

  /** Reads the webhooks, and tells the dispatchers what changed. */
  public void refreshWebhooks() {
    webhooks.refresh();
  }

  /** Other rules from the next attempt on. */
  public void policy(DeliveryPolicy policy) {
    timeout = policy.timeout();
    dispatchers.submit(new DispatcherInput.PolicyChanged(policy));
  }

  /** How long the log is kept, and how large it may become. */
  public Maintenance maintenance() {
    return maintenance;
  }

  /** Whether this node may send at present: it has its lease, as far as it knows. */
  public boolean sending() {
    return renewal.held();
  }

  /** How many attempts are on the wire. */
  public int inFlight() {
    return dispatchers.inFlight();
  }

  /** How many attempts have ended, and what came of them is not stored yet. */
  public int unstored() {
    return dispatchers.unstored();
  }

  /** How often a webhook had a due delivery while its concurrency limit was used up. */
  public long limited() {
    return dispatchers.limited();
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
    held.close();
    committedEvents.close();
    maintenance.close();
    dispatchers.submit(new DispatcherInput.Stop());
    Instant atLeast = now().plus(timeout);
    try {
      while (!dispatchers.quiet() && now().isBefore(endBy(atLeast).plus(CLOSE_SPARE))) {
        Thread.sleep(5);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    dispatchers.end();
    if (ownThread != null) {
      ownThread.close();
    }
    readThreads.awaitEnd();
    settler.close();
    config.sender().close();
    nodes.close();
    renewal.close();
  }

  /** Ends what was started, and hands the lease back, where {@link #start} failed. */
  public void abandon() {
    held.close();
    committedEvents.close();
    maintenance.close();
    dispatchers.end();
    if (ownThread != null) {
      ownThread.close();
    }
    readThreads.awaitEnd();
    settler.close();
    nodes.close();
    renewal.close();
  }

  /**
   * The time by which all attempts on the wire have ended, or the given one if that is later.
   * Webhooks may have longer timeouts of their own. Results are stored after that.
   */
  private Instant endBy(Instant atLeast) {
    Instant last = dispatchers.attemptsEndBy();
    return dispatchers.busy() && last.isAfter(atLeast) ? last : atLeast;
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
    } catch (RuntimeException | Error unreachable) {
      // the next survey does it
      StoreFaults.report(config, "read the webhooks", unreachable);
    }
  }

  private Instant now() {
    return config.clocks().engineClock().instant();
  }

  /** Carries out what one dispatcher decides: stores, reads, sends. */
  private final class EngineOutlets implements DispatcherDriver.Outlets {

    private final Attempts attempts;

    EngineOutlets(SenderLoop loop) {
      this.attempts = new Attempts(config, signer, loop);
    }

    @Override
    public void settle(DispatcherDriver from, List<Settlement> settlements) {
      settler.settle(from, settlements);
    }

    @Override
    public void read(DispatcherDriver from, DispatcherAction.Read read) {
      reads.start(read, from::submit);
    }

    @Override
    public void send(DispatcherDriver from, DispatcherAction.Send send) {
      attempts.start(send, from::submit);
    }

    @Override
    public void forget(Webhook.Id webhook) {
      attempts.forget(webhook);
    }
  }
}
