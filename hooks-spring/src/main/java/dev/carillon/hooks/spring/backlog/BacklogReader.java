package dev.carillon.hooks.spring.backlog;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the backlog at most once in some seconds, however often it is asked for: scrapes and health
 * checks of a large installation must not burden the database, nor each wait for one that is away.
 */
public final class BacklogReader {

  private static final Duration KEPT = Duration.ofSeconds(5);
  private static final int COUNT_MAX = 10_000;
  private static final DeliveryFilter PENDING = DeliveryFilter.ALL.in("pending");

  private final Supplier<Optional<Hooks>> hooks;
  private final InstantSource clock;
  private @Nullable Backlog last;
  private @Nullable RuntimeException failure;
  private Instant readAt = Instant.EPOCH;

  /**
   * A reader.
   *
   * @param hooks where webhooks are, while they run
   * @param clock for the age, and for how long a reading is kept
   */
  public BacklogReader(Supplier<Optional<Hooks>> hooks, InstantSource clock) {
    this.hooks = hooks;
    this.clock = clock;
  }

  /**
   * The backlog as it was a few seconds ago at most.
   *
   * @throws RuntimeException if the database could not be read then, or webhooks did not run
   */
  public synchronized Backlog read() {
    Instant now = clock.instant();
    if (!now.isBefore(readAt.plus(KEPT))) {
      readAnew(now);
    }
    if (failure != null) {
      throw failure;
    }
    return Objects.requireNonNull(last);
  }

  private void readAnew(Instant now) {
    failure = null;
    try {
      last = reading(now);
    } catch (RuntimeException unreadable) {
      failure = unreadable;
    }
    // a database that is away lets a read wait: the time counts from its end
    readAt = clock.instant();
  }

  private Backlog reading(Instant now) {
    Hooks running =
        hooks.get().orElseThrow(() -> new IllegalStateException("webhooks do not run here"));
    DeliveryLog.Page oldest = running.deliveries().list(PENDING, DeliveryLog.Cursor.OLDEST, 1);
    DeliveryLog.Count count = running.deliveries().count(PENDING, COUNT_MAX);
    Duration age =
        oldest.entries().stream()
            .findFirst()
            .map(entry -> Duration.between(entry.delivery().createdAt(), now))
            .filter(time -> !time.isNegative())
            .orElse(Duration.ZERO);
    return new Backlog(count.count(), count.more(), age);
  }
}
