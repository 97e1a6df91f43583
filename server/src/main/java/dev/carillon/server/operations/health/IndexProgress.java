package dev.carillon.server.operations.health;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Whether the search index keeps up with the store. */
public final class IndexProgress {

  private static final Duration STUCK = Duration.ofSeconds(60);

  private final Supplier<Lag> lag;
  private final LongSupplier nanoTime;
  private volatile Seen seen;

  /** Watches this. */
  public IndexProgress(Supplier<Lag> lag) {
    this(lag, System::nanoTime);
  }

  IndexProgress(Supplier<Lag> lag, LongSupplier nanoTime) {
    this.lag = lag;
    this.nanoTime = nanoTime;
    this.seen = new Seen(new Lag(0, 0, false), nanoTime.getAsLong());
  }

  /** To be called every few seconds. */
  public void look() {
    Lag now = lag.get();
    boolean moved = now.building() || now.behind() == 0 || now.applied() != seen.lag().applied();
    seen = new Seen(now, moved ? nanoTime.getAsLong() : seen.movedAt());
  }

  Check check() {
    Seen now = seen;
    long behind = now.lag().behind();
    long still = (nanoTime.getAsLong() - now.movedAt()) / 1_000_000_000;
    return behind > 0 && still > STUCK.toSeconds()
        ? Check.degraded(
            "index",
            "The search index is %s changes behind and has not moved for %s s"
                .formatted(behind, still))
        : Check.up("index", behind + " changes are not committed to the index yet");
  }

  /**
   * Where the index is.
   *
   * @param last the store's last change
   * @param applied the last one that is safely in the index
   * @param building whether nothing can be asked until the index is built, which another check says
   */
  public record Lag(long last, long applied, boolean building) {

    long behind() {
      return Math.max(0, last - applied);
    }
  }

  private record Seen(Lag lag, long movedAt) {}
}
