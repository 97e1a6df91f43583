package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.OwnerLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What each attempt that starts must keep to, whatever happens around it. Knows what is on the
 * wire, apart from what the engine and its store believe.
 */
final class AttemptRules {

  private final SimulatedStore store;
  private final int inFlightMax;
  private final Function<String, OwnerLimits> ownerLimits;
  private final Map<String, Integer> concurrentOfOwner = new HashMap<>();
  private final Map<String, Deque<Instant>> startedOfOwner = new HashMap<>();
  private final Set<Long> onTheWire = new HashSet<>();
  private final Set<String> busySubjects = new HashSet<>();
  private final Map<Webhook.Id, Integer> concurrent = new HashMap<>();
  private final Map<String, Long> lastDelivered = new HashMap<>();
  private final Map<Webhook.Id, Instant> heldUntil = new HashMap<>();
  private final Map<Webhook.Id, Object> senders = new HashMap<>();
  private final AdaptiveRule adaptive = new AdaptiveRule();
  private int attempts;
  private int redelivered;
  private int holds;

  /**
   * Rules for a store.
   *
   * @param inFlightMax how many attempts may be on the wire, all webhooks together
   * @param ownerLimits the limits of each owner
   */
  AttemptRules(SimulatedStore store, int inFlightMax, Function<String, OwnerLimits> ownerLimits) {
    this.store = store;
    this.inFlightMax = inFlightMax;
    this.ownerLimits = ownerLimits;
  }

  int attempts() {
    return attempts;
  }

  int redelivered() {
    return redelivered;
  }

  /** How often a receiver asked for a rest. */
  int holds() {
    return holds;
  }

  /** What is expected of webhooks whose concurrency adapts. */
  AdaptiveRule adaptive() {
    return adaptive;
  }

  /**
   * An attempt starts.
   *
   * @param sender which of those that send
   */
  OnTheWire started(DueDelivery due, Webhook webhook, Instant now, Object sender) {
    long sequence = due.delivery().sequence();
    assertThat(webhook.enabled()).as("nothing is sent while disabled").isTrue();
    assertThat(heldUntil.getOrDefault(webhook.id(), Instant.EPOCH))
        .as("nothing is sent while held")
        .isBeforeOrEqualTo(now);
    assertThat(onTheWire.add(sequence)).as("one attempt at a time").isTrue();
    assertThat(onTheWire).as("the limit of all").hasSizeLessThanOrEqualTo(inFlightMax);
    assertThat(senders.computeIfAbsent(webhook.id(), first -> sender))
        .as("one dispatcher for each webhook")
        .isSameAs(sender);
    int together = concurrent.merge(webhook.id(), 1, Integer::sum);
    assertThat(together)
        .as("the webhook's own limit")
        .isLessThanOrEqualTo(webhook.limits().maxConcurrent());
    adaptive.started(webhook, together);
    checkOwner(webhook.owner(), now);
    assertThat(store.row(sequence).attempts())
        .as("each attempt once")
        .isEqualTo(due.delivery().attempts());
    if (due.redelivery()) {
      assertThat(store.redeliveries(sequence)).as("a redelivery that was asked for").isTrue();
      redelivered++;
    } else {
      assertThat(store.row(sequence).state())
          .as("what was cancelled is not sent")
          .isInstanceOf(DeliveryState.Pending.class);
      assertThat(due.dueAt()).as("not before its time").isBeforeOrEqualTo(now);
    }
    boolean ordered = !due.redelivery() && webhook.limits().ordering() == Ordering.SUBJECT;
    String subject = webhook.id() + due.delivery().subject();
    if (ordered) {
      assertThat(busySubjects.add(subject)).as("one of a subject at a time").isTrue();
      assertThat(sequence)
          .as("in the order of the changes")
          .isGreaterThan(lastDelivered.getOrDefault(subject, -1L));
    }
    attempts++;
    return new OnTheWire(webhook.id(), webhook.owner(), sequence, subject, ordered);
  }

  /**
   * One more of a tenant's attempts: it may have its limits, and leaves others as many as it has.
   */
  private void checkOwner(String owner, Instant now) {
    if (owner.isEmpty()) {
      return;
    }
    OwnerLimits limits = ownerLimits.apply(owner);
    int held = concurrentOfOwner.merge(owner, 1, Integer::sum);
    if (limits.maxConcurrent() > 0) {
      assertThat(held).as("the limit of an owner").isLessThanOrEqualTo(limits.maxConcurrent());
    }
    Deque<Instant> started = startedOfOwner.computeIfAbsent(owner, any -> new ArrayDeque<>());
    started.removeIf(before -> !before.isAfter(now.minusSeconds(1)));
    started.add(now);
    if (limits.maxPerSecond() > 0) {
      assertThat(started).as("its rate").hasSizeLessThanOrEqualTo(limits.maxPerSecond());
    }
    assertThat(held - 1)
        .as("an owner leaves others as much as it has")
        .isLessThanOrEqualTo(Math.max(0, inFlightMax - onTheWire.size()));
  }

  /** An attempt ends with this response. */
  void ended(OnTheWire attempt, ReceiverResponse response, Instant now) {
    onTheWire.remove(attempt.sequence());
    busySubjects.remove(attempt.subject());
    concurrent.merge(attempt.webhook(), -1, Integer::sum);
    concurrentOfOwner.merge(attempt.owner(), -1, Integer::sum);
    if (response.success() && attempt.ordered()) {
      lastDelivered.put(attempt.subject(), attempt.sequence());
    }
    response
        .header("Retry-After")
        .map(seconds -> now.plusSeconds(Long.parseLong(seconds)))
        .ifPresent(
            until -> {
              holds++;
              heldUntil.merge(attempt.webhook(), until, (a, b) -> a.isAfter(b) ? a : b);
            });
  }

  /** A webhook is not held any more. */
  void released(Webhook.Id webhook) {
    heldUntil.remove(webhook);
  }

  /** A webhook has another ordering: what was sent in no order says nothing of what may follow. */
  void reordered(Webhook.Id webhook) {
    lastDelivered.keySet().removeIf(subject -> subject.startsWith(webhook.toString()));
  }

  /** The process died: nothing is on the wire, and holds that were not stored are forgotten. */
  void restarted() {
    onTheWire.clear();
    busySubjects.clear();
    concurrent.clear();
    concurrentOfOwner.clear();
    startedOfOwner.clear();
    senders.clear();
    adaptive.restarted();
    lastDelivered.clear();
    heldUntil.clear();
    heldUntil.putAll(store.holds());
  }

  /** An attempt that has begun. */
  record OnTheWire(
      Webhook.Id webhook, String owner, long sequence, String subject, boolean ordered) {}
}
