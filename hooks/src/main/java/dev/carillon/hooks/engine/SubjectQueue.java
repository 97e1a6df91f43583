package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
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
final class SubjectQueue implements WaitingDeliveries {

  private static final Comparator<DueDelivery> BY_DUE_TIME =
      Comparator.comparing(DueDelivery::dueAt).thenComparingLong(due -> due.delivery().sequence());

  /** The first of each subject that is not on the wire. */
  private final PriorityQueue<DueDelivery> firsts = new PriorityQueue<>(BY_DUE_TIME);

  private final Map<String, Line> lines = new HashMap<>();

  /** How many of the firsts were not tried yet. */
  private int untried;

  @Override
  public void add(DueDelivery due) {
    Line line = lines.get(due.delivery().subject());
    if (line == null) {
      lines.put(due.delivery().subject(), new Line());
      addFirst(due);
    } else {
      line.behind.put(due.delivery().sequence(), due);
    }
  }

  @Override
  public Optional<DueDelivery> next(Instant now) {
    if (!ready(now)) {
      return Optional.empty();
    }
    DueDelivery first = firsts.remove();
    untried -= first.delivery().attempts() == 0 ? 1 : 0;
    return Optional.of(first);
  }

  @Override
  public boolean ready(Instant now) {
    DueDelivery first = firsts.peek();
    return first != null && !first.dueAt().isAfter(now);
  }

  @Override
  public boolean retry(DueDelivery due) {
    addFirst(due);
    return true;
  }

  private void addFirst(DueDelivery due) {
    firsts.add(due);
    untried += due.delivery().attempts() == 0 ? 1 : 0;
  }

  @Override
  public void ended(DueDelivery due) {
    Line line = lines.get(due.delivery().subject());
    if (line == null) {
      return;
    }
    line.ahead--;
    if (line.ahead == 0 && line.behind.isEmpty()) {
      lines.remove(due.delivery().subject());
    } else if (line.ahead == 0) {
      line.ahead = 1;
      addFirst(line.behind.pollFirstEntry().getValue());
    }
  }

  @Override
  public void clear(Collection<DueDelivery> busy) {
    firsts.clear();
    lines.clear();
    untried = 0;
    for (DueDelivery due : busy) {
      Line line = lines.get(due.delivery().subject());
      if (line == null) {
        lines.put(due.delivery().subject(), new Line());
      } else {
        line.ahead++;
      }
    }
  }

  /** Deliveries behind the first of their subject do not count: others must be read meanwhile. */
  @Override
  public int size() {
    return untried;
  }

  @Override
  public Instant nextDue() {
    return firsts.isEmpty() ? Instant.MAX : firsts.peek().dueAt();
  }

  @Override
  public boolean inSequence() {
    return true;
  }

  /** The deliveries of one subject. */
  private static final class Line {

    /** The first one, or more on the wire, where they were sent before an order was asked for. */
    private int ahead = 1;

    private final TreeMap<Long, DueDelivery> behind = new TreeMap<>();
  }
}
