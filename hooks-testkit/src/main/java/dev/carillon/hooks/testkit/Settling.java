package dev.carillon.hooks.testkit;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Waits, by the machine's clock, until what is on the wire has ended, and moves the test's. */
final class Settling {

  /** So long nothing may happen although something is awaited. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * After so long without any progress, what is due is taken to wait for something that time
   * brings: an earlier event of its subject, a rate limit.
   */
  private static final Duration QUIET = Duration.ofMillis(200);

  private static final Duration STEP = Duration.ofSeconds(1);

  /** What is held is looked at a few times a second, by real time. */
  private static final Duration LOOK = Duration.ofMillis(400);

  private static final int PAGE = 1_000;
  private static final int LISTED_MAX = 20;

  private final Hooks hooks;
  private final TestClock clock;

  Settling(Hooks hooks, TestClock clock) {
    this.hooks = hooks;
    this.clock = clock;
  }

  /**
   * Waits until the results of all requests on the wire are stored.
   *
   * @throws AssertionError if some are still on the wire after 10 seconds
   */
  void awaitStored() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (hooks.status().requestsOnTheWire() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%d requests are still on the wire after %d s"
                .formatted(hooks.status().requestsOnTheWire(), PATIENCE.toSeconds()));
      }
      pause();
    }
  }

  /**
   * Moves the clock to each retry in turn, and to the end of each wait of events that are held,
   * until nothing is pending or held.
   *
   * @throws AssertionError if nothing happens for 10 seconds
   */
  void drain() {
    do {
      drainPending();
    } while (endWaits() || !pending().isEmpty());
    awaitStored();
  }

  /** Lets events be sent that are held; whether there were any. */
  private boolean endWaits() {
    List<DeliveryLog.Held> held = held();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!held.isEmpty() && pending().isEmpty() && held().equals(held)) {
      Instant until =
          held.stream().map(DeliveryLog.Held::until).max(Comparator.naturalOrder()).orElseThrow();
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "Nothing has happened for %d s, and events are held until %s, at %s"
                .formatted(PATIENCE.toSeconds(), until, clock.instant()));
      }
      Instant now = clock.instant();
      clock.advance(until.isAfter(now) ? Duration.between(now, until) : longestWait());
      for (long look = System.nanoTime() + LOOK.toNanos();
          System.nanoTime() < look && pending().isEmpty(); ) {
        pause();
      }
    }
    return !held.isEmpty();
  }

  /** A batch waits from when debouncing has ended. */
  private Duration longestWait() {
    return grouped()
        .map(webhook -> webhook.grouping().batchWait())
        .max(Comparator.naturalOrder())
        .filter(Duration::isPositive)
        .orElse(STEP);
  }

  /** What is held for webhooks that are enabled. */
  private List<DeliveryLog.Held> held() {
    return grouped()
        .map(webhook -> hooks.webhooks().held(webhook.id()))
        .filter(held -> held.count().count() > 0)
        .toList();
  }

  private Stream<WebhookView> grouped() {
    return hooks.webhooks().list().stream()
        .filter(webhook -> webhook.enabled() && webhook.grouping().any());
  }

  private void drainPending() {
    List<Delivery> pending = pending();
    long progressAt = System.nanoTime();
    long movedAt = progressAt;
    while (!pending.isEmpty()) {
      Duration quiet = Duration.ofNanos(System.nanoTime() - movedAt);
      if (noneIsDue(pending) || (quiet.compareTo(QUIET) > 0 && !onTheWire())) {
        clock.advance(untilNext(pending));
        movedAt = System.nanoTime();
      }
      pause();
      List<Delivery> now = pending();
      if (!now.equals(pending)) {
        progressAt = System.nanoTime();
        movedAt = progressAt;
      } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
        throw new AssertionError(stuck(pending));
      }
      pending = now;
    }
  }

  private boolean onTheWire() {
    return hooks.status().requestsOnTheWire() > 0;
  }

  private boolean noneIsDue(List<Delivery> pending) {
    Instant now = clock.instant();
    return pending.stream().allMatch(delivery -> dueAt(delivery).isAfter(now));
  }

  /** Until the next one becomes due; a second if that is not what is waited for. */
  private Duration untilNext(List<Delivery> pending) {
    Instant now = clock.instant();
    Optional<Instant> next =
        pending.stream()
            .map(Settling::dueAt)
            .filter(due -> due.isAfter(now))
            .min(Comparator.naturalOrder());
    return next.map(due -> Duration.between(now, due)).orElse(STEP);
  }

  /** What waits to be sent to webhooks that are enabled. */
  private List<Delivery> pending() {
    Set<Webhook.Id> enabled =
        hooks.webhooks().list().stream()
            .filter(WebhookView::enabled)
            .map(WebhookView::id)
            .collect(Collectors.toSet());
    List<Delivery> pending = new ArrayList<>();
    DeliveryFilter filter = DeliveryFilter.ALL.in("pending");
    DeliveryLog.Cursor cursor = DeliveryLog.Cursor.OLDEST;
    boolean more = true;
    while (more) {
      DeliveryLog.Page page = hooks.deliveries().list(filter, cursor, PAGE);
      page.entries().stream()
          .map(DeliveryLog.Entry::delivery)
          .filter(delivery -> enabled.contains(delivery.webhook()))
          .forEach(pending::add);
      cursor = page.end();
      more = page.more();
    }
    return pending;
  }

  private static Instant dueAt(Delivery delivery) {
    return delivery.state() instanceof DeliveryState.Pending pending
        ? pending.dueAt()
        : Instant.MIN;
  }

  private String stuck(List<Delivery> pending) {
    return "Nothing has happened for %d s, and %d deliveries are pending at %s:%s"
        .formatted(
            PATIENCE.toSeconds(),
            pending.size(),
            clock.instant(),
            pending.stream()
                .limit(LISTED_MAX)
                .map(
                    delivery ->
                        "%n  %s of %s, delivery %s: %d attempts, due at %s"
                            .formatted(
                                delivery.type(),
                                delivery.subject(),
                                delivery.id(),
                                delivery.attempts(),
                                dueAt(delivery)))
                .collect(Collectors.joining()));
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for deliveries", stopped);
    }
  }
}
