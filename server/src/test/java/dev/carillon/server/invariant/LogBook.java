package dev.carillon.server.invariant;

import static dev.carillon.server.invariant.Invariant.I1_NO_LOSS;
import static dev.carillon.server.invariant.Invariant.I4_TRUE_LOG;
import static dev.carillon.server.invariant.Invariant.I5_SCHEDULE;
import static dev.carillon.server.invariant.Invariant.I6_NOTHING_STUCK;

import dev.carillon.server.testing.StoredDeliveries.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares what the store says with what receivers got: I4, I5 and I6. */
final class LogBook {

  private static final Duration OVERDUE = Duration.ofSeconds(5);

  private final Evidence evidence;
  private final Faults faults;

  /** The numbers of attempts that somebody wished, by delivery. */
  private final Map<String, Set<Integer>> made = new HashMap<>();

  LogBook(Evidence evidence, Faults faults) {
    this.evidence = evidence;
    this.faults = faults;
    evidence.stored().forEach(row -> made.put(row.id(), row.redeliveries().made()));
  }

  void check() {
    Set<String> answered =
        evidence.receipts().stream()
            .filter(Receipt::accepted)
            .map(Receipt::delivery)
            .collect(Collectors.toSet());
    for (Stored row : evidence.stored()) {
      if (row.state() == State.DELIVERED && !answered.contains(row.id())) {
        faults.add(I4_TRUE_LOG, "delivered, but nobody answered 2xx: " + row);
      }
      if (row.attempts() - row.redeliveries().made().size() > evidence.schedule().attemptsMax()) {
        faults.add(I5_SCHEDULE, "too many attempts: " + row);
      }
      boolean pending = row.state() == State.PENDING;
      if (pending && row.waitingSince().isBefore(evidence.storedAt().minus(OVERDUE))) {
        faults.add(I6_NOTHING_STUCK, "overdue: " + row);
      }
    }
    checkKnown();
    checkWishes();
    evidence.receipts().stream()
        .collect(Collectors.groupingBy(Receipt::delivery))
        .forEach(this::checkGaps);
  }

  /** What was to be sent once more was, as often as that was wished, and nothing else was. */
  private void checkWishes() {
    Set<String> never = new HashSet<>(evidence.wishes().certain());
    for (Stored row : evidence.stored()) {
      Redeliveries redeliveries = row.redeliveries();
      if (redeliveries.made().size() > evidence.wishes().redeliveries(row.id())) {
        faults.add(I4_TRUE_LOG, "sent once more, though nobody wished it: " + row);
      }
      if (redeliveries.waitingSince().isBefore(evidence.storedAt().minus(OVERDUE))) {
        faults.add(I6_NOTHING_STUCK, "was to be sent once more long ago: " + row);
      }
      if (!redeliveries.made().isEmpty() || redeliveries.waitingSince().isBefore(Instant.MAX)) {
        never.remove(row.id());
      }
    }
    never.forEach(id -> faults.add(I1_NO_LOSS, "was to be sent once more, and was not: " + id));
  }

  /** What was sent was recorded before: else it came from a change that never was. */
  private void checkKnown() {
    if (evidence.stored().isEmpty() || evidence.purged()) {
      return;
    }
    Set<String> known = evidence.stored().stream().map(Stored::id).collect(Collectors.toSet());
    for (Receipt receipt : evidence.receipts()) {
      if (!known.contains(receipt.delivery())) {
        faults.add(I4_TRUE_LOG, "the log does not know: " + receipt);
      }
    }
  }

  private void checkGaps(String id, List<Receipt> same) {
    if (same.size() == 1) {
      return;
    }
    // an attempt that a crash has cut short is made again: the last one of a number counts
    Map<Integer, Instant> byNumber = new TreeMap<>();
    same.forEach(
        receipt -> byNumber.merge(receipt.attempt(), receipt.at(), (a, b) -> a.isAfter(b) ? a : b));
    byNumber.forEach(
        (attempt, at) -> {
          Instant next = firstOf(attempt + 1, same);
          // whoever wishes an attempt needs no plan
          if (next.equals(Instant.MAX) || made.getOrDefault(id, Set.of()).contains(attempt + 1)) {
            return;
          }
          if (attempt >= evidence.schedule().attemptsMax()) {
            faults.add(I5_SCHEDULE, "one attempt too many: " + same);
          } else {
            checkGap(attempt, new Span(at, next), same);
          }
        });
  }

  private void checkGap(int attempt, Span gap, List<Receipt> same) {
    Duration length = Duration.between(gap.from(), gap.until());
    boolean hastened = evidence.wishes().hastened(same.getFirst().delivery());
    if (!hastened && length.compareTo(evidence.schedule().earliest(attempt)) < 0) {
      faults.add(I5_SCHEDULE, "attempt " + (attempt + 1) + " came too early: " + same);
    }
    boolean hindered = evidence.hindrances().stream().anyMatch(span -> span.touches(gap));
    if (!hindered && length.compareTo(evidence.schedule().latest(attempt)) > 0) {
      faults.add(I5_SCHEDULE, "attempt " + (attempt + 1) + " came too late: " + same);
    }
  }

  private static Instant firstOf(int attempt, List<Receipt> same) {
    return same.stream()
        .filter(receipt -> receipt.attempt() == attempt)
        .map(Receipt::at)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
