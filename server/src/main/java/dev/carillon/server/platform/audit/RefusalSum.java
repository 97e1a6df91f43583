package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;

/** Refusals that become one entry. */
final class RefusalSum {

  private final AuditEntry first;
  private final long begunAt;
  private int count;

  RefusalSum(AuditEntry first, long begunAt) {
    this.first = first;
    this.begunAt = begunAt;
  }

  /** One more. */
  void add() {
    count++;
  }

  /** Whether it began by then. */
  boolean begunBy(long millis) {
    return begunAt <= millis;
  }

  /** The entry that stands for all. */
  AuditEntry entry(RefusalSummary.Key key) {
    Who who = first.who();
    return new AuditEntry(
        first.atMillis(),
        new Who(key.actor(), who.via(), who.tokenId(), key.address(), who.requestId()),
        first.action(),
        count == 1 ? first.subject() : AuditEntry.NOTHING,
        Outcome.refused(first.outcome().status(), count),
        Diff.NONE);
  }
}
