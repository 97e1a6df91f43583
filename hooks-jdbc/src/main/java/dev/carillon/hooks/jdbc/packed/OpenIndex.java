package dev.carillon.hooks.jdbc.packed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is open, in memory, so that it is found without a read of the database. It is
 * changed by the one thread that writes, after each commit, and read by any. What it says follows
 * from the database: a start reads it from there, and so does the next write after a commit of
 * which it is not known whether it was made.
 */
public final class OpenIndex {

  private static final int BLOCK_SHIFT = 12;
  private static final long FEW_NUMBERS = 4_096;

  private final ReentrantLock lock = new ReentrantLock();
  private final View view = new View();
  private Map<Long, OpenSet> sets = new HashMap<>();
  private OpenCounts counts = new OpenCounts(BLOCK_SHIFT);
  private long count;
  private long top;
  private long resolved;
  private long version;

  private volatile boolean othersRecord;

  /** Until something is read into it, there is nothing to be believed. */
  private boolean doubtful = true;

  /**
   * Takes over what a transaction that is committed has changed, in the order in which it did.
   *
   * @param given the greatest number that it or one before gave to anything
   */
  public void apply(List<Change> committed, long given) {
    lock.lock();
    try {
      for (Change change : committed) {
        OpenDelivery delivery = change.delivery();
        if (change.opened()) {
          sets.computeIfAbsent(delivery.webhook(), OpenSet::new)
              .add(delivery.sequence(), delivery.ordinal(), delivery.recordedAt());
          counts.add(delivery.sequence());
          count++;
        } else {
          close(delivery);
        }
      }
      top = Math.max(top, given);
      raiseMark();
      version++;
    } finally {
      lock.unlock();
    }
  }

  /** Numbers only grow, so what was resolved once stays so. */
  private void raiseMark() {
    resolved = Math.max(resolved, counts.isEmpty() ? top : Math.min(top, counts.below()));
  }

  private void close(OpenDelivery delivery) {
    OpenSet set = sets.get(delivery.webhook());
    if (set == null || !set.close(delivery.sequence())) {
      throw new IllegalStateException("closed, but not open: " + delivery);
    }
    if (set.size() == 0) {
      sets.remove(delivery.webhook());
    }
    counts.remove(delivery.sequence());
    count--;
  }

  /** Reads it at one moment. What the function returns must hold nothing of the view. */
  public <T> T read(Function<View, T> read) {
    lock.lock();
    try {
      return read.apply(view);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins anew with what was read from the database.
   *
   * @param open the sets of each webhook, by its number
   * @param given the greatest number that was given to anything
   * @param mark nothing with this number or a lesser one is open
   */
  public void replace(Map<Long, OpenSet> open, long given, long mark) {
    OpenCounts anew = new OpenCounts(BLOCK_SHIFT);
    long all = 0;
    Map<Long, OpenSet> some = new HashMap<>();
    for (Map.Entry<Long, OpenSet> one : open.entrySet()) {
      OpenSet set = one.getValue();
      if (set.size() > 0) {
        some.put(one.getKey(), set);
        all += set.size();
        set.sequences().forEach(anew::add);
      }
    }
    lock.lock();
    try {
      sets = some;
      counts = anew;
      count = all;
      top = given;
      resolved = Math.max(resolved, Math.min(mark, given));
      raiseMark();
      version++;
      doubtful = false;
    } finally {
      lock.unlock();
    }
  }

  /** Marks the index as possibly different from the database, so that it is read again. */
  public void doubtful() {
    lock.lock();
    try {
      doubtful = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that deliveries are also recorded in transactions whose end the store does not hear of.
   */
  public void othersRecord() {
    othersRecord = true;
  }

  /**
   * Whether deliveries have been committed in the order of their numbers: so it is while all is
   * written by the one thread of the group writer.
   */
  public boolean inOrder() {
    return !othersRecord;
  }

  /** Whether it has to be read anew before it is believed. */
  public boolean isDoubtful() {
    return read(now -> doubtful);
  }

  /** The mark: nothing that was committed with this number or a lesser one is open. */
  public long resolved() {
    return read(View::resolved);
  }

  /** One that is open, or null. */
  public @Nullable OpenDelivery get(long webhook, long sequence) {
    return read(now -> now.get(webhook, sequence));
  }

  /**
   * One delivery that a transaction has opened or closed.
   *
   * @param opened false where it was closed
   */
  public record Change(OpenDelivery delivery, boolean opened) {}

  /** The open deliveries at one moment. */
  public final class View {

    private View() {}

    /** A webhook's open deliveries. */
    public OpenSet set(long webhook) {
      OpenSet set = sets.get(webhook);
      return set == null ? new OpenSet(webhook) : set;
    }

    /** One that is open, or null. */
    public @Nullable OpenDelivery get(long webhook, long sequence) {
      return set(webhook).get(sequence);
    }

    /** The webhooks for which something is open. */
    public Set<Long> webhooks() {
      return sets.keySet();
    }

    /** How many are open. */
    public long count() {
      return count;
    }

    /** The oldest that are open for any webhook, up to a number, ascending. */
    public List<OpenDelivery> oldest(long upTo, int limit) {
      List<OpenDelivery> found = List.of();
      long end = Math.min(upTo, top);
      long below = counts.isEmpty() ? end : Math.min(end, counts.below());
      for (long width = FEW_NUMBERS; found.size() < limit && below < end; width *= 4) {
        below = Math.min(end, counts.below() + width);
        List<OpenDelivery> all = new ArrayList<>();
        for (OpenSet set : sets.values()) {
          all.addAll(set.after(-1, below + 1, limit));
        }
        all.sort(Comparator.comparingLong(OpenDelivery::sequence));
        found = all;
      }
      return List.copyOf(found.subList(0, Math.min(limit, found.size())));
    }

    /** When the earliest of those that are open was recorded; empty where nothing is. */
    public OptionalLong earliest() {
      return sets.values().stream().flatMapToLong(set -> set.earliest().stream()).min();
    }

    /** The mark: nothing that was committed with this number or a lesser one is open. */
    public long resolved() {
      return resolved;
    }

    /** The greatest number that is known to have been given. */
    public long top() {
      return top;
    }

    /**
     * The number up to which memory is complete: deliveries recorded later get greater numbers.
     * Unlimited if other nodes record too, since then no number has that property.
     */
    public long complete() {
      return inOrder() ? top : Long.MAX_VALUE;
    }

    /** Another number after each change. */
    public long version() {
      return version;
    }
  }
}
