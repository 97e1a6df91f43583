package dev.carillon.hooks.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The requests that a receiver accepted, in the order they came, and what it refused first. */
final class Inbox {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ReceivedWebhook> accepted = new ArrayList<>();
  private int handedOut;
  private @Nullable String refused;

  /** Keeps a request; false if there are too many. */
  boolean add(ReceivedWebhook request) {
    lock.lock();
    try {
      if (accepted.size() >= WebhookReceiver.REQUESTS_MAX) {
        return false;
      }
      accepted.add(request);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A request was refused, for this reason. */
  void refused(ReceivedWebhook request, String reason) {
    lock.lock();
    try {
      if (refused == null) {
        refused =
            "The receiver refused a request of type '%s' (webhook-id %s): %s"
                .formatted(request.type(), request.deliveryId(), reason);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  ReceivedWebhook next(Duration patience) {
    return next(1, patience).getFirst();
  }

  List<ReceivedWebhook> next(int count, Duration patience) {
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + "; it must be 1 or more");
    }
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (accepted.size() < handedOut + count && refused == null && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      failIfRefused();
      if (accepted.size() < handedOut + count) {
        throw new AssertionError(tooFew(count, patience));
      }
      handedOut += count;
      return List.copyOf(accepted.subList(handedOut - count, handedOut));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a request", stopped);
    } finally {
      lock.unlock();
    }
  }

  List<ReceivedWebhook> all() {
    lock.lock();
    try {
      return List.copyOf(accepted);
    } finally {
      lock.unlock();
    }
  }

  private void failIfRefused() {
    String reason = refused;
    if (reason != null) {
      refused = null;
      throw new AssertionError(reason);
    }
  }

  private String tooFew(int count, Duration patience) {
    return "The receiver got %d of %d requests within %d ms, %d before them"
        .formatted(
            accepted.size() - handedOut,
            count,
            TimeUnit.NANOSECONDS.toMillis(patience.toNanos()),
            handedOut);
  }
}
