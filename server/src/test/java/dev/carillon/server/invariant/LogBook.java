package dev.carillon.server.invariant;

import static dev.carillon.server.invariant.Invariant.I4_TRUE_LOG;
import static dev.carillon.server.invariant.Invariant.I5_SCHEDULE;
import static dev.carillon.server.invariant.Invariant.I6_NOTHING_STUCK;

import java.time.Duration;
import java.time.Instant;
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

  LogBook(Evidence evidence, Faults faults) {
    this.evidence = evidence;
    this.faults = faults;
  }

  void check() {
    Set<String> answered =
        evidence.receipts().stream()
            .filter(Receipt::accepted)
            .map(Receipt::delivery)
            .collect(Collectors.toSet());
    for (Stored row : evidence.stored()) {
      if (row.state() == Stored.State.DELIVERED && !answered.contains(row.id())) {
        faults.add(I4_TRUE_LOG, "delivered, but nobody answered 2xx: " + row);
      }
      if (row.attempts() > evidence.schedule().attemptsMax()) {
        faults.add(I5_SCHEDULE, "too many attempts: " + row);
      }
      boolean pending = row.state() == Stored.State.PENDING;
      if (pending && row.waitingSince().isBefore(evidence.storedAt().minus(OVERDUE))) {
        faults.add(I6_NOTHING_STUCK, "overdue: " + row);
      }
    }
    checkKnown();
    evidence.receipts().stream()
        .collect(Collectors.groupingBy(Receipt::delivery))
        .values()
        .forEach(this::checkGaps);
  }

  /** What was sent was recorded before: else it came from a change that never was. */
  private void checkKnown() {
    if (evidence.stored().isEmpty() || evidence.swept()) {
      return;
    }
    Set<String> known = evidence.stored().stream().map(Stored::id).collect(Collectors.toSet());
    for (Receipt receipt : evidence.receipts()) {
      if (!known.contains(receipt.delivery())) {
        faults.add(I4_TRUE_LOG, "the log does not know: " + receipt);
      }
    }
  }

  private void checkGaps(List<Receipt> same) {
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
          if (next.equals(Instant.MAX)) {
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
    if (length.compareTo(evidence.schedule().earliest(attempt)) < 0) {
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
