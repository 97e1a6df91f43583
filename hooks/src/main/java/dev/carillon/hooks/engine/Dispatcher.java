package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Step ④: decides which due delivery is attempted next. A state machine: it is told what happened
 * and says what to do; it does no I/O and knows no clock. The {@link DispatcherDriver} calls {@link
 * #step} on one thread and reports what it did not send; {@code EngineOutlets} does what it says.
 *
 * <p>A {@link DispatcherInput} says what happened, such as that a delivery was handed over; a
 * {@link StepResult} says what to start, store and read, and when to step again.
 *
 * <p>Each webhook has a {@link Lane} of its own; {@link Lane#mayStart} says whether an attempt may
 * start now. Lanes with work wait in the {@link LaneQueue}, one attempt each, as long as the total
 * allows; those of one tenant share a place. A lane may have as many attempts on the wire as are
 * still free for all the others: so a few that hang cannot take everything. There may be several
 * dispatchers, each with its own webhooks; {@link AttemptPermits}, {@link MemoryBudget} are shared.
 *
 * <p>A lane keeps what waits for its webhook in two lists: {@code backlog()}, its pending
 * deliveries, of which the rest is in the store once memory is full, and {@code redeliveries()},
 * which an administrator asked for. {@link Lane#settle} makes a {@link Settlement}, step ⑥.
 */
final class Dispatcher {

  private final int number;
  private final EngineLimits limits;
  private final RandomGenerator random; // spreads the times of retries
  private final AttemptPermits permits; // for attempts and results to store, all dispatchers'
  private final Map<Webhook.Id, Lane> lanes = new HashMap<>(); // of disabled webhooks, too

  /** Lanes with something to send now; of each tenant, one at a time. */
  private final LaneQueue queue;

  private final List<Lane> touched = new ArrayList<>(); // something happened to them in this step
  private final Timers timers = new Timers(); // of lanes that wait for a time

  // where several nodes send: a new list of them that comes into force; this one's part of limits
  private final ListChange listChange = new ListChange();
  private NodeShares shares = NodeShares.ALONE;
  private DeliveryPolicy policy;
  private long limited;
  private Instant leaseUntil = Instant.MAX; // later nothing is sent, unless it is renewed
  private boolean stopping;

  /**
   * A dispatcher without webhooks.
   *
   * @param number index of this dispatcher among those that share what all webhooks share
   */
  Dispatcher(int number, DeliveryPolicy policy, SharedCapacity shared, RandomGenerator random) {
    this.number = number;
    this.policy = policy;
    this.limits = shared.limits();
    this.queue = new LaneQueue(shared.budget());
    this.permits = shared.permits();
    this.random = random;
  }

  /**
   * Takes in what happened and decides what to do.
   *
   * @param now the engine's clock
   * @param result gets the decisions; before, it has only settlements not handed on yet
   */
  void step(Instant now, List<DispatcherInput> inputs, StepResult result) {
    for (DispatcherInput input : inputs) {
      try {
        take(input, now, result);
      } catch (RuntimeException | Error bug) {
        // neither the other inputs nor what they came to may be lost
        result.failed(bug);
      }
    }
    timers.due(now).forEach(this::touch);
    queue.queueTenantsWhoseRateAllows(policy, now);
    if (!stopping && now.isBefore(leaseUntil)) {
      touched.forEach(lane -> readFrom(lane, now, result));
      touched.forEach(lane -> queueUp(lane, now));
      startAttempts(now, result);
    }
    for (Lane lane : touched) {
      lane.untouch();
      setWake(lane, now);
    }
    touched.clear();
    result.wakeAt(stopping ? Instant.MAX : timers.next());
    result.wakeBy(queue.nextByRate());
    // a new node list takes effect when no lane exceeds its share and one second has passed
    if (listChange.underWay()) {
      listChange.check(now, lanes.values());
      result.wakeBy(listChange.checkAt());
    }
  }

  /** How often a webhook had a due delivery while its concurrency limit was used up. */
  long limited() {
    return limited;
  }

  /** When the lease ends, as far as it knows; {@link Instant#MAX} = never. */
  Instant leaseUntil() {
    return leaseUntil;
  }

  /** The newest list of nodes that all its attempts on the wire comply with; null: none yet. */
  @Nullable NodeView listInForce() {
    return listChange.inForce();
  }

  /** Whether it was told to stop: no attempt starts any more. */
  boolean stopping() {
    return stopping;
  }

  /** Takes in one thing that happened; each case marks the lanes that it touches. */
  private void take(DispatcherInput input, Instant now, StepResult result) {
    switch (input) {
      case DispatcherInput.HandedOver handed -> handed.due().forEach(due -> handOver(due, now));
      case DispatcherInput.LetGo letGo -> // too many to hand over: read from the store later
          letGo
              .through()
              .forEach(
                  (webhook, sequence) ->
                      touchLane(webhook).ifPresent(lane -> lane.backlog().letGo(sequence, now)));
      case DispatcherInput.Attempted attempted -> attempted(attempted, now, result);
      case DispatcherInput.NotSent unsent -> notSent(unsent.due(), now);
      case DispatcherInput.ExtraRequest extra -> // its rate limit counts it
          touchLane(extra.id()).ifPresent(lane -> lane.extraRequest(now));
      case DispatcherInput.Stored stored -> stored(stored, now, result);
      case DispatcherInput.Page page ->
          touchLane(page.webhook()).ifPresent(lane -> lane.backlog().page(page, now));
      case DispatcherInput.PageFailed failed ->
          touchLane(failed.webhook()).ifPresent(lane -> lane.backlog().pageFailed());
      case DispatcherInput.Surveyed surveyed -> // when each backlog in the store is due
          surveyed
              .earliestDue()
              .forEach(
                  (webhook, due) ->
                      touchLane(webhook).ifPresent(lane -> lane.backlog().surveyed(due, now)));
      case DispatcherInput.Changed changed -> change(changed, now);
      case DispatcherInput.HoldsRead read -> holdsRead(read); // Retry-After times in the store
      case DispatcherInput.Removed removed -> remove(removed.webhook(), now);
      case DispatcherInput.Woken woken -> // an action or a recovery made old ones due
          touchLane(woken.webhook()).ifPresent(lane -> lane.backlog().woken(now));
      case DispatcherInput.MoreDue more -> // newer ones, which another node recorded
          touchLane(more.webhook()).ifPresent(lane -> lane.backlog().moreDue(now));
      case DispatcherInput.Cancelled cancelled -> // rows say which: memory is read anew
          touchLane(cancelled.webhook()).ifPresent(lane -> lane.forget(now));
      case DispatcherInput.RedeliveriesFound found ->
          found
              .webhooks()
              .forEach(id -> touchLane(id).ifPresent(lane -> lane.redeliveries().found()));
      case DispatcherInput.RedeliveryPage page ->
          touchLane(page.webhook()).ifPresent(lane -> lane.redeliveryPage(page));
      case DispatcherInput.PolicyChanged changed -> {
        policy = changed.policy();
        lanes.values().forEach(this::touch);
        lanes.values().forEach(lane -> queue.queueNextLaneOf(lane.tenant(), policy, now));
      }
      case DispatcherInput.LeaseHeld held -> leaseHeld(held.until(), now);
      case DispatcherInput.LeaseLost lost -> leaseLost(now);
      case DispatcherInput.NodesChanged changed -> nodesChanged(changed.view(), now);
      case DispatcherInput.Stop stop -> stopping = true;
    }
  }

  private void leaseHeld(Instant until, Instant now) {
    if (!now.isBefore(leaseUntil)) {
      // whatever came up since it ended waits
      lanes.values().forEach(this::touch);
    }
    leaseUntil = until;
  }

  private void leaseLost(Instant now) {
    leaseUntil = Instant.MIN;
    lanes.values().forEach(lane -> lane.forget(now));
  }

  private void nodesChanged(NodeView view, Instant now) {
    boolean newList = !shares.isLatest(view);
    // lists seen after the last agreed one may be agreed already: the smallest share counts
    shares = shares.with(view);
    if (newList) {
      listChange.begin(view, now);
    }
    for (Lane lane : lanes.values()) {
      lane.share(shares.of(lane.webhook()), newList, now);
      touch(lane);
    }
  }

  private void handOver(DueDelivery due, Instant now) {
    touchLane(due.delivery().webhook()).ifPresent(lane -> lane.backlog().handOver(due, now));
  }

  private void attempted(DispatcherInput.Attempted attempted, Instant now, StepResult result) {
    Lane lane = lanes.get(attempted.due().delivery().webhook());
    if (lane == null) { // not if removed: it stays until all on the wire is back (isDrained)
      permits.giveBack();
      return;
    }
    try {
      touch(lane);
      result
          .settlements()
          .add(lane.settle(attempted.due(), attempted.attempt(), policy, now, random));
      queue.queueNextLaneOf(lane.tenant(), policy, now); // the tenant's next lane may get a place
    } catch (RuntimeException | Error bug) {
      permits.giveBack();
      throw bug;
    }
    permits.settling(); // from the wire to the store
  }

  /** An attempt did not start: its permit and its delivery go back. */
  private void notSent(DueDelivery due, Instant now) {
    permits.giveBack();
    touchLane(due.delivery().webhook())
        .ifPresent(
            lane -> {
              lane.notSent(due, now);
              queue.queueNextLaneOf(lane.tenant(), policy, now);
              dropIfDone(lane);
            });
  }

  private void stored(DispatcherInput.Stored stored, Instant now, StepResult result) {
    permits.stored(stored.settlements().size());
    for (Settlement settlement : stored.settlements()) {
      try {
        stored(settlement, now);
      } catch (RuntimeException | Error bug) {
        result.failed(bug);
      }
    }
  }

  private void stored(Settlement settlement, Instant now) {
    Lane lane = lanes.get(settlement.before().webhook());
    if (lane != null) {
      lane.stored(settlement, now);
      touch(lane);
      dropIfDone(lane);
    }
  }

  /** A webhook is new, or other settings apply from now on. */
  private void change(DispatcherInput.Changed changed, Instant now) {
    Webhook webhook = changed.webhook();
    Lane lane = lanes.get(webhook.id());
    if (lane == null) {
      TenantShare tenant = queue.joined(webhook);
      lane = new Lane(webhook, shares.of(webhook), changed.health(), limits, tenant);
      lane.hold().became(changed.heldUntil(), now);
      lanes.put(webhook.id(), lane);
    } else {
      if (lane.startsAnew(webhook)) {
        lane.hold().became(changed.heldUntil(), now);
      }
      lane.change(webhook, now);
      lane.share(shares.of(webhook), false, now);
    }
    touch(lane);
  }

  private void holdsRead(DispatcherInput.HoldsRead read) {
    for (Lane lane : lanes.values()) {
      Instant until = read.holds().getOrDefault(lane.webhook().id(), Instant.EPOCH);
      if (lane.hold().read(until, read.asOf())) {
        touch(lane);
      }
    }
  }

  private void remove(Webhook.Id webhook, Instant now) {
    Lane lane = lanes.get(webhook);
    if (lane != null) {
      lane.remove(now);
      dropIfDone(lane);
    }
  }

  private void dropIfDone(Lane lane) {
    if (lane.isDrained()) {
      lanes.remove(lane.webhook().id());
      queue.left(lane.webhook());
      timers.remove(lane);
    }
  }

  private Optional<Lane> touchLane(Webhook.Id webhook) {
    Optional<Lane> lane = Optional.ofNullable(lanes.get(webhook));
    lane.ifPresent(this::touch);
    return lane;
  }

  private void touch(Lane lane) {
    if (!lane.touch()) {
      touched.add(lane);
    }
  }

  /** Asks the store for a page where memory has room and the store has more. */
  private static void readFrom(Lane lane, Instant now, StepResult result) {
    if (lane.sends()) {
      lane.backlog().read(now).ifPresent(result.reads()::add);
      lane.redeliveries().read().ifPresent(result.reads()::add);
    }
  }

  /** Gives a lane its place in the queue, or counts that its concurrency limit is used up. */
  private void queueUp(Lane lane, Instant now) {
    if (lane.mayStart(now, policy)) {
      if (!lane.waiting()) {
        queue.addLast(lane, policy, now);
      }
    } else if (lane.limited(now, policy)) {
      limited++;
    }
  }

  /**
   * Gives each lane in turn one attempt, until no lane is left, or no more may be started. One that
   * cannot start now leaves the queue until something happens to it or its time comes. One whose
   * tenant is at its limit waits with it. A dispatcher that gets no permit <em>starves</em>: the
   * next free one is for who starves longest. A dispatcher that only skipped lanes steps again when
   * more permits are free than the fewest attempts in flight of a skipped tenant.
   */
  private void startAttempts(Instant now, StepResult result) {
    int skipped = 0;
    while (skipped < queue.size()) {
      if (result.sends().size() >= limits.startsPerStepMax()) {
        result.hasMore();
        return;
      }
      Lane lane = queue.take(); // it does not wait until it is back
      if (!lane.mayStart(now, policy)) {
        touch(lane);
        queue.queueNextLaneOf(lane.tenant(), policy, now);
        continue;
      }
      if (!lane.tenant().mayStart(policy, now)) {
        queue.parkTenant(lane, now);
        continue;
      }
      switch (permits.take(number, lane.tenant().inFlight())) {
        case NONE_FREE -> {
          queue.putBackFirst(lane);
          result.starves();
          return;
        }
        case SHARE_USED -> { // its tenant holds as many as are free for all others
          queue.addLast(lane, policy, now);
          skipped++;
          result.skipped(lane.tenant().inFlight());
        }
        case TAKEN -> {
          skipped = 0;
          result.forgetSkipped();
          startNext(lane, now, result);
          queue.addLast(lane, policy, now);
        }
      }
    }
  }

  private void startNext(Lane lane, Instant now, StepResult result) {
    try {
      touch(lane);
      lane.startNext(now, policy).ifPresentOrElse(result.sends()::add, permits::giveBack);
    } catch (RuntimeException | Error bug) {
      permits.giveBack();
      queue.queueNextLaneOf(lane.tenant(), policy, now);
      throw bug;
    }
  }

  /** Sets a lane's timer; with work now it needs none: an attempt, a page or the store wakes it. */
  private void setWake(Lane lane, Instant now) {
    Instant at = lane.wakeAt(now);
    if (at.equals(Instant.MAX) || !at.isAfter(now)) {
      timers.remove(lane);
    } else {
      timers.set(lane, at);
    }
  }
}
