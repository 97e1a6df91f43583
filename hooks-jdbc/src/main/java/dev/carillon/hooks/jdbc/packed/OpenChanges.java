package dev.carillon.hooks.jdbc.packed;

import dev.carillon.hooks.jdbc.transaction.CommitEffects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that an uncommitted transaction has opened and closed. Later statements of the
 * same transaction must see them; readers must not. The index gets them after the commit.
 */
public final class OpenChanges implements CommitEffects {

  private final OpenIndex index;
  private final long floor;
  private final List<OpenIndex.Change> log = new ArrayList<>();
  private final Map<Long, OpenDelivery> opened = new HashMap<>();
  private final Set<Long> closed = new HashSet<>();
  private long given;

  /**
   * None yet.
   *
   * @param index what is open before this transaction
   * @param floor the last number that was given before it: see {@link #floor}
   */
  public OpenChanges(OpenIndex index, long floor) {
    this.index = index;
    this.floor = floor;
    this.given = floor;
  }

  /** An open delivery as this transaction sees it, or null. */
  public @Nullable OpenDelivery find(long webhook, long sequence) {
    if (closed.contains(sequence)) {
      return null;
    }
    OpenDelivery mine = opened.get(sequence);
    return mine == null ? index.get(webhook, sequence) : mine;
  }

  /** Opens one, whose event this transaction records. */
  public void open(OpenDelivery delivery) {
    opened.put(delivery.sequence(), delivery);
    log.add(new OpenIndex.Change(delivery, true));
  }

  /** Numbers up to this one were given to what this transaction records, opened or not. */
  public void given(long number) {
    given = Math.max(given, number);
  }

  /** Closes one that is open: it has become a record or a row. Null where it was not open. */
  public @Nullable OpenDelivery close(long webhook, long sequence) {
    OpenDelivery delivery = find(webhook, sequence);
    if (delivery != null) {
      closed.add(sequence);
      log.add(new OpenIndex.Change(delivery, false));
    }
    return delivery;
  }

  /** The oldest that are open for a webhook, but for those that this transaction opened itself. */
  public List<OpenDelivery> oldest(long webhook, long upTo, int limit) {
    return remaining(limit, more -> index.read(now -> now.set(webhook).after(-1, upTo + 1, more)));
  }

  /** The same whatever the webhook, ascending. */
  public List<OpenDelivery> oldest(long upTo, int limit) {
    return remaining(limit, more -> index.read(now -> now.oldest(upTo, more)));
  }

  /**
   * The first open deliveries without those that this transaction has closed: so many more are
   * read.
   */
  private List<OpenDelivery> remaining(int limit, IntFunction<List<OpenDelivery>> read) {
    List<OpenDelivery> remaining = new ArrayList<>();
    for (OpenDelivery one : read.apply(limit + closed.size())) {
      if (remaining.size() < limit && !closed.contains(one.sequence())) {
        remaining.add(one);
      }
    }
    return remaining;
  }

  /**
   * The last number that was given before this transaction. A mark may not be raised above it: the
   * events that have greater ones may be written only at the transaction's end.
   */
  public long floor() {
    return floor;
  }

  /** The mark of what is committed: a little lower than this transaction will make it. */
  public long resolved() {
    return index.resolved();
  }

  @Override
  public int mark() {
    return log.size();
  }

  @Override
  public void undoTo(int mark) {
    while (log.size() > mark) {
      OpenIndex.Change last = log.removeLast();
      if (last.opened()) {
        opened.remove(last.delivery().sequence());
      } else {
        closed.remove(last.delivery().sequence());
      }
    }
  }

  @Override
  public void committed() {
    index.apply(log, given);
  }

  @Override
  public void unknown() {
    index.doubtful();
  }
}
