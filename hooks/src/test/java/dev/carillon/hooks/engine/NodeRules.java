package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each attempt of any node must keep to. Knows what is on the wire, and what arrived, apart
 * from what the nodes and their store believe.
 */
final class NodeRules {

  private final SharedStore store;
  private final List<Sent> onTheWire = new ArrayList<>();
  private final Map<Long, List<Sent>> bySequence = new HashMap<>();
  private final Map<String, Long> lastArrived = new HashMap<>();
  private final Map<Webhook.Id, Deque<Instant>> starts = new HashMap<>();
  private int attempts;
  private int doubled;

  NodeRules(SharedStore store) {
    this.store = store;
  }

  /** One attempt. */
  static final class Sent {
    private final DueDelivery due;
    private final long epoch;
    private boolean success;

    Sent(DueDelivery due, long epoch) {
      this.due = due;
      this.epoch = epoch;
    }

    private Delivery delivery() {
      return due.delivery();
    }

    private boolean sameAttempt(Sent other) {
      return due.redelivery() == other.due.redelivery()
          && delivery().attempts() == other.delivery().attempts();
    }
  }

  int attempts() {
    return attempts;
  }

  /** How many were made twice, after their node's end. */
  int doubled() {
    return doubled;
  }

  /** An attempt starts; {@code now} is the world's. */
  Sent started(DueDelivery due, Webhook webhook, long epoch, Instant now) {
    Sent sent = new Sent(due, epoch);
    long sequence = due.delivery().sequence();
    SharedStore.Row row = store.row(sequence);
    assertThat(store.alive(epoch)).as("a node that was taken over sends nothing").isTrue();
    assertThat(row.due().delivery().attempts())
        .as("each attempt once")
        .isEqualTo(due.delivery().attempts());
    assertThat(row.due().delivery().state() instanceof DeliveryState.Pending)
        .as("what has ended is sent only if that was asked for")
        .isEqualTo(!due.redelivery());
    assertThat(!due.redelivery() || store.redelivers(sequence)).as("asked for").isTrue();
    once(sent);
    limits(webhook, now);
    if (webhook.limits().ordering() == Ordering.SUBJECT && !due.redelivery()) {
      inOrder(sent);
    }
    onTheWire.add(sent);
    bySequence.computeIfAbsent(sequence, none -> new ArrayList<>()).add(sent);
    attempts++;
    return sent;
  }

  private void once(Sent sent) {
    for (Sent earlier : earlier(sent.delivery().sequence())) {
      if (earlier.sameAttempt(sent)) {
        doubled++;
        assertThat(store.alive(earlier.epoch))
            .as(
                "doubled, though its node %d was not taken over: %s by %d",
                earlier.epoch, sent.due, sent.epoch)
            .isFalse();
      }
    }
  }

  private void limits(Webhook webhook, Instant now) {
    if (webhook.limits().maxConcurrent() > 0) {
      long busy =
          onTheWire.stream()
              .filter(other -> other.delivery().webhook().equals(webhook.id()))
              .filter(other -> store.alive(other.epoch))
              .count();
      assertThat(busy + 1)
          .as("attempts at once")
          .isLessThanOrEqualTo(webhook.limits().maxConcurrent());
    }
    if (webhook.limits().maxPerSecond() > 0) {
      Deque<Instant> lately = starts.computeIfAbsent(webhook.id(), none -> new ArrayDeque<>());
      while (!lately.isEmpty() && !lately.getFirst().isAfter(now.minusSeconds(1))) {
        lately.removeFirst();
      }
      lately.addLast(now);
      assertThat(lately)
          .as("attempts in a second")
          .hasSizeLessThanOrEqualTo(webhook.limits().maxPerSecond());
    }
  }

  private void inOrder(Sent sent) {
    Delivery delivery = sent.delivery();
    for (Sent other : onTheWire) {
      assertThat(
              store.alive(other.epoch) && !other.due.redelivery() && sameSubject(other, delivery))
          .as("one of a subject at a time")
          .isFalse();
    }
    for (SharedStore.Row row : store.all()) {
      Delivery before = row.due().delivery();
      if (before.sequence() >= delivery.sequence()) {
        break;
      }
      assertThat(
              row.pending()
                  && before.webhook().equals(delivery.webhook())
                  && before.subject().equals(delivery.subject())
                  && !arrived(before.sequence()))
          .as("nothing overtakes: %d before %d", delivery.sequence(), before.sequence())
          .isFalse();
    }
    assertThat(
            delivery.sequence() > lastArrived.getOrDefault(subject(delivery), -1L)
                || arrived(delivery.sequence()))
        .as("in the order of the changes")
        .isTrue();
  }

  private static boolean sameSubject(Sent other, Delivery delivery) {
    return subject(other.delivery()).equals(subject(delivery));
  }

  private static String subject(Delivery delivery) {
    return delivery.webhook() + delivery.subject();
  }

  private List<Sent> earlier(long sequence) {
    return bySequence.getOrDefault(sequence, List.of());
  }

  /** Whether the receiver has it, whatever the store knows. */
  boolean arrived(long sequence) {
    return earlier(sequence).stream().anyMatch(sent -> sent.success);
  }

  /** An attempt ends. */
  void ended(Sent sent, boolean success) {
    onTheWire.remove(sent);
    sent.success = success;
    if (success && !sent.due.redelivery()) {
      lastArrived.merge(subject(sent.delivery()), sent.delivery().sequence(), Math::max);
    }
  }
}
