package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Step ④: decides which due delivery is attempted next. A state machine: it is told what happened
 * and says what to do; one thread drives it; it does no I/O and knows no clock.
 *
 * <p>Each webhook has a {@link Lane} of its own. Lanes with work take turns, one attempt each, as
 * long as the total allows. A lane may have as many attempts on the wire as are still free for all
 * the others: so a few lanes that hang cannot take everything.
 */
public final class Dispatcher {

  private final EngineLimits limits;
  private final MemoryBudget budget;
  private final RandomGenerator random;
  private final Map<Webhook.Id, Lane> lanes = new HashMap<>();
  private final Deque<Lane> waiting = new ArrayDeque<>();
  private final Set<Lane> isWaiting = new HashSet<>();
  private final Set<Lane> touched = new LinkedHashSet<>();
  private final Timers timers = new Timers();
  private DeliveryPolicy policy;
  private int inFlight;
  private int unstored;
  private long limited;
  private Instant leaseUntil = Instant.MAX;
  private boolean stopping;

  /** A dispatcher that knows no webhook yet. */
  public Dispatcher(DeliveryPolicy policy, EngineLimits limits, RandomGenerator random) {
    this.policy = policy;
    this.limits = limits;
    this.budget = new MemoryBudget(limits.memoryBytesMax());
    this.random = random;
  }

  /**
   * Takes in what happened and decides what to do.
   *
   * @param now the engine's clock
   */
  public Step step(Instant now, List<DispatcherInput> inputs) {
    List<Settlement> settlements = new ArrayList<>();
    List<DispatcherAction> actions = new ArrayList<>();
    for (DispatcherInput input : inputs) {
      take(input, now, settlements);
    }
    touched.addAll(timers.due(now));
    if (!stopping && now.isBefore(leaseUntil)) {
      touched.forEach(lane -> readFrom(lane, now, actions));
      touched.forEach(lane -> queueUp(lane, now));
      startAttempts(now, actions);
    }
    touched.forEach(lane -> setWake(lane, now));
    touched.clear();
    return new Step(settlements, actions, stopping ? Instant.MAX : timers.next());
  }

  /** How many attempts are on the wire. */
  public int inFlight() {
    return inFlight;
  }

  /** How many settlements are not stored yet. */
  public int unstored() {
    return unstored;
  }

  /** How often a webhook had something to send, but as much on the wire as it may. */
  public long limited() {
    return limited;
  }

  /** Whether it was told to stop: no attempt starts any more. */
  public boolean stopping() {
    return stopping;
  }

  private void take(DispatcherInput input, Instant now, List<Settlement> settlements) {
    switch (input) {
      case DispatcherInput.HandedOver handed -> handed.due().forEach(due -> handOver(due, now));
      case DispatcherInput.Attempted attempted -> attempted(attempted, now, settlements);
      case DispatcherInput.Stored stored -> stored.settlements().forEach(one -> stored(one, now));
      case DispatcherInput.Page page ->
          touch(page.webhook()).forEach(lane -> lane.backlog().page(page, now));
      case DispatcherInput.PageFailed failed ->
          touch(failed.webhook()).forEach(lane -> lane.backlog().pageFailed());
      case DispatcherInput.Surveyed surveyed ->
          surveyed
              .earliestDue()
              .forEach(
                  (webhook, due) ->
                      touch(webhook).forEach(lane -> lane.backlog().surveyed(due, now)));
      case DispatcherInput.Changed changed -> change(changed, now);
      case DispatcherInput.HoldsRead read -> holdsRead(read);
      case DispatcherInput.Removed removed -> remove(removed.webhook(), now);
      case DispatcherInput.Woken woken ->
          touch(woken.webhook()).forEach(lane -> lane.backlog().woken(now));
      case DispatcherInput.Cancelled cancelled ->
          touch(cancelled.webhook()).forEach(lane -> lane.forget(now));
      case DispatcherInput.ResendsFound found ->
          found.webhooks().forEach(id -> touch(id).forEach(lane -> lane.resends().found()));
      case DispatcherInput.ResendPage page ->
          touch(page.webhook()).forEach(lane -> lane.resendPage(page));
      case DispatcherInput.PolicyChanged changed -> {
        policy = changed.policy();
        touched.addAll(lanes.values());
      }
      case DispatcherInput.LeaseHeld held -> held(held.until(), now);
      case DispatcherInput.Stop stop -> stopping = true;
    }
  }

  private void held(Instant until, Instant now) {
    if (!now.isBefore(leaseUntil)) {
      // whatever came up since it ended waits
      touched.addAll(lanes.values());
    }
    leaseUntil = until;
  }

  private void handOver(DueDelivery due, Instant now) {
    touch(due.delivery().webhook()).forEach(lane -> lane.backlog().handOver(due, now));
  }

  private void attempted(
      DispatcherInput.Attempted attempted, Instant now, List<Settlement> settlements) {
    inFlight--;
    Lane lane = lanes.get(attempted.due().delivery().webhook());
    if (lane == null) {
      return;
    }
    touched.add(lane);
    unstored++;
    settlements.add(lane.settle(attempted.due(), attempted.attempt(), policy, now, random));
  }

  private void stored(Settlement settlement, Instant now) {
    unstored--;
    Lane lane = lanes.get(settlement.before().webhook());
    if (lane != null) {
      lane.stored(settlement, now);
      touched.add(lane);
      dropIfDone(lane);
    }
  }

  private void change(DispatcherInput.Changed changed, Instant now) {
    Webhook webhook = changed.webhook();
    Lane lane = lanes.get(webhook.id());
    if (lane == null) {
      lane = new Lane(webhook, changed.health(), limits, budget);
      lane.hold().became(changed.heldUntil(), now);
      lanes.put(webhook.id(), lane);
    } else {
      if (lane.startsAnew(webhook)) {
        lane.hold().became(changed.heldUntil(), now);
      }
      lane.change(webhook, now);
    }
    touched.add(lane);
  }

  private void holdsRead(DispatcherInput.HoldsRead read) {
    for (Lane lane : lanes.values()) {
      Instant until = read.holds().getOrDefault(lane.webhook().id(), Instant.EPOCH);
      if (lane.hold().read(until, read.asOf())) {
        touched.add(lane);
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
      timers.remove(lane);
      touched.remove(lane);
    }
  }

  private List<Lane> touch(Webhook.Id webhook) {
    Lane lane = lanes.get(webhook);
    if (lane == null) {
      return List.of();
    }
    touched.add(lane);
    return List.of(lane);
  }

  private void readFrom(Lane lane, Instant now, List<DispatcherAction> actions) {
    if (lane.isActive()) {
      lane.backlog().read(now).ifPresent(actions::add);
      lane.resends().read().ifPresent(actions::add);
    }
  }

  private void queueUp(Lane lane, Instant now) {
    if (lane.mayStart(now, policy)) {
      if (isWaiting.add(lane)) {
        waiting.addLast(lane);
      }
    } else if (lane.limited(now, policy)) {
      limited++;
    }
  }

  /** Gives each lane in turn one attempt, until no lane is left, or no more may be on the wire. */
  private void startAttempts(Instant now, List<DispatcherAction> actions) {
    int passedOver = 0;
    while (inFlight < limits.inFlightMax()
        && unstored < limits.unstoredMax()
        && passedOver < waiting.size()) {
      Lane lane = waiting.removeFirst();
      if (!lane.mayStart(now, policy)) {
        isWaiting.remove(lane);
        touched.add(lane);
        continue;
      }
      if (lane.inFlight() > 0 && lane.inFlight() >= limits.inFlightMax() - inFlight) {
        waiting.addLast(lane);
        passedOver++;
        continue;
      }
      passedOver = 0;
      lane.startNext(now, policy).ifPresent(actions::add);
      inFlight++;
      touched.add(lane);
      waiting.addLast(lane);
    }
  }

  /** What could be done now but was not waits for an attempt, a page or the store, not a time. */
  private void setWake(Lane lane, Instant now) {
    Instant at = lane.wakeAt(now);
    if (at.equals(Instant.MAX) || !at.isAfter(now)) {
      timers.remove(lane);
    } else {
      timers.set(lane, at);
    }
  }

  /**
   * What one step came to.
   *
   * @param settlements to be stored, in this order
   * @param actions to be carried out after that, in this order
   * @param wakeAt when the next step is due even without an input; {@link Instant#MAX} = never
   */
  public record Step(
      List<Settlement> settlements, List<DispatcherAction> actions, Instant wakeAt) {}
}
