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

  private int size;

  @Override
  public void add(Due due) {
    TreeMap<Long, Due> behind = followers.get(due.delivery().subject());
    if (behind == null) {
      followers.put(due.delivery().subject(), new TreeMap<>());
      firsts.add(due);
    } else {
      behind.put(due.delivery().sequence(), due);
    }
    size++;
  }

  @Override
  public Optional<Due> next(Instant now) {
    if (!ready(now)) {
      return Optional.empty();
    }
    size--;
    return Optional.of(firsts.remove());
  }

  @Override
  public boolean ready(Instant now) {
    Due first = firsts.peek();
    return first != null && !first.dueAt().isAfter(now);
  }

  @Override
  public boolean retry(Due due) {
    firsts.add(due);
    size++;
    return true;
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
      firsts.add(behind.pollFirstEntry().getValue());
    }
  }

  @Override
  public void clear(Collection<Due> busy) {
    firsts.clear();
    followers.clear();
    size = 0;
    busy.forEach(due -> followers.put(due.delivery().subject(), new TreeMap<>()));
  }

  @Override
  public int size() {
    return size;
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
