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

  private static final Comparator<KnownDelivery> BY_DUE_TIME =
      Comparator.comparing(KnownDelivery::dueAt).thenComparingLong(KnownDelivery::sequence);

  /** The first of each subject that is not on the wire. */
  private final PriorityQueue<KnownDelivery> firsts = new PriorityQueue<>(BY_DUE_TIME);

  private final Map<String, Line> lines = new HashMap<>();

  /** How many of the firsts were not tried yet. */
  private int untried;

  @Override
  public void add(KnownDelivery one) {
    Line line = lines.get(one.subject());
    if (line == null) {
      lines.put(one.subject(), new Line());
      addFirst(one);
    } else {
      line.behind.put(one.sequence(), one);
    }
  }

  @Override
  public Optional<KnownDelivery> next(Instant now) {
    if (!ready(now)) {
      return Optional.empty();
    }
    KnownDelivery first = firsts.remove();
    untried -= first.untried() ? 1 : 0;
    return Optional.of(first);
  }

  @Override
  public boolean ready(Instant now) {
    KnownDelivery first = firsts.peek();
    return first != null && !first.dueAt().isAfter(now);
  }

  @Override
  public boolean retry(KnownDelivery one) {
    addFirst(one);
    return true;
  }

  private void addFirst(KnownDelivery one) {
    firsts.add(one);
    untried += one.untried() ? 1 : 0;
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

    private final TreeMap<Long, KnownDelivery> behind = new TreeMap<>();
  }
}
