package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives one dispatcher on the thread of its loop: takes what came in, steps it, and hands on what
 * it decided: settlements first, so that they are stored while requests are made, then reads, then
 * sends. It never waits, and knows no thread.
 */
final class DispatcherDriver implements SenderLoop.Task {

  private static final System.Logger LOG = System.getLogger(DispatcherDriver.class.getName());
  private static final int INPUTS_PER_STEP = 1000;
  private static final long TURN_NANOS_MAX = Duration.ofHours(1).toNanos();

  /** After a fault that no input is to blame for: it would be met again at once. */
  private static final Duration FAULT_PAUSE = Duration.ofSeconds(1);

  private final int number;
  private final Dispatcher dispatcher;
  private final InstantSource clock;
  private final Outlets outlets;
  private final AttemptPermits permits;
  private final IntConsumer wakeOther;
  private final Mailbox mailbox;
  private final List<DispatcherInput> inputs = new ArrayList<>();
  private final StepResult result = new StepResult();

  /** The answers to reads that could not begin; the dispatcher gets them after a pause. */
  private final List<DispatcherInput> failedReads = new ArrayList<>();

  private Instant readAgainAt = Instant.MAX;
  private volatile boolean stopAsked;
  private volatile boolean ended;
  private volatile boolean stopped;
  private volatile long limited;
  private volatile Instant attemptsEndBy = Instant.MIN;
  private volatile @Nullable NodeView listInForce;

  /**
   * A driver that has had no turn yet.
   *
   * @param number of its dispatcher among those that share permits
   * @param clock the engine's
   * @param wakeOther lets the loop of another dispatcher make a round
   */
  DispatcherDriver(
      int number,
      Dispatcher dispatcher,
      SenderLoop loop,
      InstantSource clock,
      Outlets outlets,
      AttemptPermits permits,
      IntConsumer wakeOther) {
    this.number = number;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.outlets = outlets;
    this.permits = permits;
    this.wakeOther = wakeOther;
    this.mailbox = new Mailbox(loop);
  }

  /** Where what a dispatcher decides goes. Called on its loop, and never waits. */
  interface Outlets {

    /** Stores these in this order; the driver is told once they are stored. */
    void settle(DispatcherDriver from, List<Settlement> settlements);

    /** Reads from the store for this driver. */
    void read(DispatcherDriver from, DispatcherAction.Read read);

    /** Makes an attempt; the driver is told how it ended. */
    void send(DispatcherDriver from, DispatcherAction.Send send);

    /** A webhook was removed: its secrets need not be kept. */
    default void forget(Webhook.Id webhook) {}
  }

  /** Hands an input to the next step. From any thread. */
  void submit(DispatcherInput input) {
    if (input instanceof DispatcherInput.Stop) {
      // whatever else waits: no attempt starts any more
      stopAsked = true;
    }
    mailbox.add(input);
  }

  /** No turn does anything any more. From any thread; one that is under way sends nothing more. */
  void end() {
    ended = true;
  }

  /** Whether no attempt starts any more. */
  boolean stopped() {
    return stopped;
  }

  /** When the last attempt that was started has ended at the latest, by the engine's clock. */
  Instant attemptsEndBy() {
    return attemptsEndBy;
  }

  /** The newest list of nodes that nothing of it on the wire contradicts; null before the first. */
  @Nullable NodeView listInForce() {
    return listInForce;
  }

  /** How often a webhook had a due delivery while its concurrency limit was used up. */
  long limited() {
    return limited;
  }

  @Override
  public boolean waiting() {
    return !ended && (!mailbox.isEmpty() || goesOn());
  }

  /** Whether something may start now that the last step left. */
  private boolean goesOn() {
    return result.more() || permits.goesOn(number);
  }

  @Override
  public long turn() {
    if (ended) {
      return WHEN_WOKEN;
    }
    if (stopAsked && !stopped) {
      inputs.add(new DispatcherInput.Stop());
    }
    mailbox.drainTo(inputs, INPUTS_PER_STEP);
    boolean nothingNew = inputs.isEmpty() && !goesOn();
    if (nothingNew && result.wakeAt().equals(Instant.MAX)) {
      return WHEN_WOKEN;
    }
    Instant now = clock.instant();
    if (nothingNew && now.isBefore(result.wakeAt())) {
      return nanos(now);
    }
    // while nothing can be lost: later there may be no memory for it
    Instant again = now.plus(FAULT_PAUSE);
    takeFailedReads(now);
    try {
      step(now, again);
    } finally {
      // what has gone its way is not kept while nothing happens, and never taken again
      inputs.clear();
      result.forgetDecisions();
    }
    return waiting() ? 0 : nanos(now);
  }

  /** Whatever fails takes nothing else with it. */
  private void step(Instant now, Instant again) {
    result.clear();
    try {
      dispatcher.step(now, inputs, result);
    } catch (RuntimeException | Error bug) {
      fault(bug, again);
    }
    try {
      settle(again);
      read(again);
      send(now, again);
      forgetRemoved();
    } finally {
      result.wakeBy(readAgainAt);
      limited = dispatcher.limited();
      stopped = dispatcher.stopping();
      publishList();
      permits.stepped(
          number, result.starved(), !result.sends().isEmpty(), result.leastHeldBySkipped());
      permits.wakeOthers(number, wakeOther);
    }
    result.bugs().forEach(DispatcherDriver::log);
  }

  @SuppressWarnings("ReferenceEquality") // the same object is the usual case, and the cheap one
  private void publishList() {
    if (listInForce != dispatcher.listInForce()) {
      listInForce = dispatcher.listInForce();
    }
  }

  private void takeFailedReads(Instant now) {
    if (!now.isBefore(readAgainAt)) {
      inputs.addAll(failedReads);
      failedReads.clear();
      readAgainAt = Instant.MAX;
    }
  }

  private void fault(Throwable bug, Instant again) {
    result.failed(bug);
    result.wakeBy(again);
  }

  private void settle(Instant again) {
    try {
      result.handOnSettlements(settlements -> outlets.settle(this, settlements));
    } catch (RuntimeException | Error bug) {
      fault(bug, again);
    }
  }

  private void read(Instant again) {
    for (DispatcherAction.Read read : result.reads()) {
      try {
        outlets.read(this, read);
      } catch (RuntimeException | Error bug) {
        fault(bug, again);
        failedReads.add(
            read instanceof DispatcherAction.ReadRedeliveries
                ? new DispatcherInput.RedeliveryPage(read.webhook(), List.of(), false)
                : new DispatcherInput.PageFailed(read.webhook()));
        readAgainAt = again.isBefore(readAgainAt) ? again : readAgainAt;
      }
    }
  }

  private void send(Instant now, Instant again) {
    Duration longest = Duration.ZERO;
    for (DispatcherAction.Send send : result.sends()) {
      longest = send.timeout().compareTo(longest) > 0 ? send.timeout() : longest;
    }
    Instant end = now.plus(longest);
    if (!longest.isZero() && end.isAfter(attemptsEndBy)) {
      attemptsEndBy = end;
    }
    for (DispatcherAction.Send send : result.sends()) {
      if (ended) {
        return;
      }
      try {
        if (maySend()) {
          outlets.send(this, send);
        } else {
          submit(new DispatcherInput.NotSent(send.due()));
        }
      } catch (RuntimeException | Error bug) {
        fault(bug, again);
        submit(new DispatcherInput.NotSent(send.due()));
      }
    }
  }

  private void forgetRemoved() {
    for (DispatcherInput input : inputs) {
      if (input instanceof DispatcherInput.Removed removed) {
        outlets.forget(removed.webhook());
      }
    }
  }

  /** Looked at before each: the loop may stand in a call, for longer than the lease lasts. */
  private boolean maySend() {
    Instant leaseUntil = dispatcher.leaseUntil();
    return !stopAsked && (leaseUntil.equals(Instant.MAX) || clock.instant().isBefore(leaseUntil));
  }

  private long nanos(Instant now) {
    if (!result.wakeAt().isAfter(now)) {
      return 0;
    }
    if (result.wakeAt().equals(Instant.MAX)) {
      return WHEN_WOKEN;
    }
    Duration pause = Duration.between(now, result.wakeAt());
    return pause.compareTo(Duration.ofNanos(TURN_NANOS_MAX)) < 0 ? pause.toNanos() : TURN_NANOS_MAX;
  }

  private static void log(Throwable bug) {
    LOG.log(System.Logger.Level.ERROR, "A dispatcher failed and continues", bug);
  }
}
