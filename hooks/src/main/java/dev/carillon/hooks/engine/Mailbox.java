package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.webhook.Webhook;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one dispatcher: those of its own loop, which wake no thread and are taken first,
 * and those of other threads. What one thread put in comes out in the order in which it was put in,
 * but for two kinds that only say what is to be read from the store: what was let go, and that more
 * is due, come out before everything else, and many of them as one.
 *
 * <p>Callers hand over without waiting, however long the loop stands: so there is a limit to what
 * is kept. What goes beyond it is let go, and the dispatcher reads it from the store.
 */
final class Mailbox {

  /** About 10,000 deliveries of 3 kB. */
  static final long HANDED_OVER_BYTES_MAX = 32L << 20;

  private final SenderLoop loop;
  private final ArrayDeque<DispatcherInput> own = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<DispatcherInput> others = new ConcurrentLinkedQueue<>();

  /** The bytes of deliveries that others handed over. */
  private final AtomicLong handedOverBytes = new AtomicLong();

  /** Per webhook, the highest sequence that was let go. */
  private final Map<Webhook.Id, Long> letGo = new ConcurrentHashMap<>();

  /** The webhooks of which more is due in the store: many hints at once are one. */
  private final Set<Webhook.Id> moreDue = ConcurrentHashMap.newKeySet();

  /** An empty one, for the dispatcher on this loop. */
  Mailbox(SenderLoop loop) {
    this.loop = loop;
  }

  /** Puts an input in. From any thread. */
  void add(DispatcherInput input) {
    if (loop.here()) {
      own.addLast(input);
      return;
    }
    if (input instanceof DispatcherInput.MoreDue(Webhook.Id webhook)) {
      if (moreDue.add(webhook)) {
        loop.wake();
      }
      return; // if it was there, the loop was woken for it and has not come to it
    }
    if (input instanceof DispatcherInput.HandedOver handed && !fits(handed)) {
      for (DueDelivery due : handed.due()) {
        letGo.merge(due.delivery().webhook(), due.delivery().sequence(), Math::max);
      }
    } else {
      others.add(input);
    }
    loop.wake();
  }

  private boolean fits(DispatcherInput.HandedOver handed) {
    long bytes = bytes(handed);
    if (handedOverBytes.addAndGet(bytes) <= HANDED_OVER_BYTES_MAX) {
      return true;
    }
    handedOverBytes.addAndGet(-bytes);
    return false;
  }

  private static long bytes(DispatcherInput.HandedOver handed) {
    long bytes = 0;
    for (DueDelivery due : handed.due()) {
      bytes += MemoryBudget.cost(due);
    }
    return bytes;
  }

  /** Takes out so many at most. On the loop. */
  void drainTo(List<DispatcherInput> inputs, int max) {
    if (!letGo.isEmpty() && inputs.size() < max) {
      inputs.add(takeLetGo());
    }
    if (!moreDue.isEmpty()) {
      takeMoreDue(inputs, max);
    }
    while (inputs.size() < max) {
      DispatcherInput next = own.isEmpty() ? nextOfOthers() : own.removeFirst();
      if (next == null) {
        return;
      }
      inputs.add(next);
    }
  }

  private DispatcherInput takeLetGo() {
    Map<Webhook.Id, Long> taken = new HashMap<>();
    for (Webhook.Id webhook : List.copyOf(letGo.keySet())) {
      // what is let go meanwhile is taken with this, or is there again
      Long through = letGo.remove(webhook);
      if (through != null) {
        taken.put(webhook, through);
      }
    }
    return new DispatcherInput.LetGo(taken);
  }

  private void takeMoreDue(List<DispatcherInput> inputs, int max) {
    Iterator<Webhook.Id> each = moreDue.iterator();
    while (inputs.size() < max && each.hasNext()) {
      Webhook.Id webhook = each.next();
      // taken out before it is read: what is said from here on is said again
      if (moreDue.remove(webhook)) {
        inputs.add(new DispatcherInput.MoreDue(webhook));
      }
    }
  }

  private @Nullable DispatcherInput nextOfOthers() {
    DispatcherInput next = others.poll();
    if (next instanceof DispatcherInput.HandedOver handed) {
      handedOverBytes.addAndGet(-bytes(handed));
    }
    return next;
  }

  /** Whether nothing is in it. On the loop. */
  boolean isEmpty() {
    return own.isEmpty() && others.isEmpty() && letGo.isEmpty() && moreDue.isEmpty();
  }
}
