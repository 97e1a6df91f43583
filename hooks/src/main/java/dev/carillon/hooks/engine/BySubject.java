package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Due;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * At most one delivery of a subject at a time, in the order of the changes. One that waits for its
 * retry holds back the later ones of its subject, and only those.
 */
final class BySubject implements Queued {

  private static final Comparator<Due> BY_DUE_TIME =
      Comparator.comparing(Due::dueAt).thenComparingLong(due -> due.delivery().sequence());

  /** The first of each subject that is not on the wire. */
  private final PriorityQueue<Due> firsts = new PriorityQueue<>(BY_DUE_TIME);

  /** For each subject that has a first one, on the wire or not: those behind it. */
  private final Map<String, TreeMap<Long, Due>> followers = new HashMap<>();

  /** How many of the firsts were not tried yet. */
  private int untried;

  @Override
  public void add(Due due) {
    TreeMap<Long, Due> behind = followers.get(due.delivery().subject());
    if (behind == null) {
      followers.put(due.delivery().subject(), new TreeMap<>());
      addFirst(due);
    } else {
      behind.put(due.delivery().sequence(), due);
    }
  }

  @Override
  public Optional<Due> next(Instant now) {
    if (!ready(now)) {
      return Optional.empty();
    }
    Due first = firsts.remove();
    untried -= first.delivery().attempts() == 0 ? 1 : 0;
    return Optional.of(first);
  }

  @Override
  public boolean ready(Instant now) {
    Due first = firsts.peek();
    return first != null && !first.dueAt().isAfter(now);
  }

  @Override
  public boolean retry(Due due) {
    addFirst(due);
    return true;
  }

  private void addFirst(Due due) {
    firsts.add(due);
    untried += due.delivery().attempts() == 0 ? 1 : 0;
  }

  @Override
  public void ended(Due due) {
    TreeMap<Long, Due> behind = followers.get(due.delivery().subject());
    if (behind == null) {
      return;
    }
    if (behind.isEmpty()) {
      followers.remove(due.delivery().subject());
    } else {
      addFirst(behind.pollFirstEntry().getValue());
    }
  }

  @Override
  public void clear(Collection<Due> busy) {
    firsts.clear();
    followers.clear();
    untried = 0;
    busy.forEach(due -> followers.put(due.delivery().subject(), new TreeMap<>()));
  }

  /** Those behind a first one do not count: while it waits, other subjects must be read. */
  @Override
  public int size() {
    return untried;
  }

  @Override
  public Instant nextDue() {
    return firsts.isEmpty() ? Instant.MAX : firsts.peek().dueAt();
  }

  @Override
  public Instant earliest() {
    return nextDue();
  }

  @Override
  public boolean inSequence() {
    return true;
  }
}
