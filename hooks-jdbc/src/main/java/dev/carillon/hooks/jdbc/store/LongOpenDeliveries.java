package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.packed.OpenChanges;
import dev.carillon.hooks.jdbc.packed.OpenDelivery;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Gives rows to what has been open for long, so that the mark gets on: a start reads less, and what
 * lies below can be purged. No caller sees a difference.
 *
 * <p>Each node does it for what it has recorded itself, whatever others do: no other node knows
 * what that node has open. What others gave rows to, its memory learns before. Each keeps its own
 * mark, also where it records nothing: what has a greater number than the mark of any node is not
 * purged.
 */
final class LongOpenDeliveries {

  private static final int AT_ONCE = 1_000;

  /** The stored mark is raised when it is so far behind: a start reads what lies between. */
  private static final long BEHIND_MAX = 100_000;

  /** Where other nodes may wait for the mark, so as to purge, it is stored so often. */
  private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

  private final StoreContext context;

  /** The mark that was stored here last. */
  private volatile long stored;

  private volatile Instant storedAt;

  LongOpenDeliveries(StoreContext context) {
    this.context = context;
    this.storedAt = context.engineNow();
  }

  /** Gives rows to some, where something has been open for long or much is; whether it did. */
  boolean step() {
    learn();
    keepMark();
    long before = Columns.micros(context.engineNow().minus(context.limits().spillAfter()));
    return context.read(now -> tooMuch(now, before))
        && context.database().<Integer>write(connection -> some(connection, before)) > 0;
  }

  private void learn() {
    if (context.dialect().shared()
        && context.database().read(one -> GivenRows.unknown(one, context.owner()))) {
      context.database().<Boolean>write(context::learn);
    }
  }

  /**
   * Stores the mark, which otherwise only what goes well at once brings along: where nothing does
   * for days, it would stand still.
   */
  private void keepMark() {
    Instant now = context.engineNow();
    if (context.dialect().shared() && now.isAfter(storedAt.plus(KEPT_EVERY))) {
      context.database().<Boolean>write(one -> context.changesCaughtUp(one).mark() >= 0);
      store(context.read(OpenIndex.View::resolved));
      storedAt = now;
    }
    long resolved = context.read(OpenIndex.View::resolved);
    if (resolved - stored > BEHIND_MAX) {
      store(resolved);
    }
  }

  private void store(long resolved) {
    if (resolved > stored) {
      context
          .database()
          .<Integer>write(
              connection -> {
                long mark = context.changes(connection).resolved();
                Marks.raise(connection, context.ownerStill(connection), mark);
                return 0;
              });
      stored = resolved;
    }
  }

  private boolean tooMuch(OpenIndex.View now, long before) {
    return now.earliest().orElse(Long.MAX_VALUE) < before
        || now.count() > context.limits().openMax()
        || (now.count() > 0 && now.top() - now.resolved() > context.limits().lagMax());
  }

  private int some(Connection connection, long before) throws SQLException {
    OpenChanges changes = context.changes(connection);
    if (!context.open().read(now -> tooMuch(now, before))) {
      return 0;
    }
    context.ownerOfOpen(connection);
    List<OpenDelivery> oldest = changes.oldest(changes.floor(), AT_ONCE);
    spill(connection, changes, oldest);
    if (!oldest.isEmpty()) {
      Marks.raise(connection, context.owner(), oldest.getLast().sequence());
    }
    return oldest.size();
  }

  /**
   * Gives rows to what is open up to a number, as far as that is not too much at once, and raises
   * the mark.
   *
   * @return the mark: the number itself, or less where more is left
   */
  long upTo(Connection connection, long sequence) throws SQLException {
    OpenChanges changes = context.changes(connection);
    context.ownerOfOpen(connection);
    long end = Math.min(sequence, changes.floor());
    List<OpenDelivery> oldest = changes.oldest(end, AT_ONCE);
    spill(connection, changes, oldest);
    long mark = oldest.size() < AT_ONCE ? end : oldest.getLast().sequence();
    Marks.raise(connection, context.owner(), mark);
    return mark;
  }

  private void spill(Connection connection, OpenChanges changes, List<OpenDelivery> open)
      throws SQLException {
    if (open.isEmpty()) {
      return;
    }
    open.forEach(one -> changes.close(one.webhook(), one.sequence()));
    context.giveRows(
        () ->
            DeliveryRows.insertOpen(
                connection,
                context.dialect(),
                context.owner(),
                open,
                // due since they were recorded
                (one, payload) -> DeliveryRows.NewRow.pending(one, payload, one.recordedAt())));
  }
}
