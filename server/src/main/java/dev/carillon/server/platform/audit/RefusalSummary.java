package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Sums up refusals: one entry for each address, account and action of a minute. So a client that
 * guesses passwords fills no disk. Thread-safe.
 */
final class RefusalSummary {

  static final Duration SUMMED = Duration.ofMinutes(1);

  private static final int KEYS_MAX = 10_000;
  private static final String MANY = "many";

  private final InstantSource clock;
  private final Map<Key, Sum> sums = new HashMap<>();

  RefusalSummary(InstantSource clock) {
    this.clock = clock;
  }

  /** One more. */
  synchronized void add(AuditEntry entry) {
    Who who = entry.who();
    Key key = new Key(who.address(), who.actor(), entry.action());
    if (sums.size() >= KEYS_MAX && !sums.containsKey(key)) {
      // an attacker has a million addresses: which ones is not worth a million rows
      key = new Key(MANY, "", entry.action());
    }
    sums.computeIfAbsent(key, first -> new Sum(entry, clock.millis())).count++;
  }

  /** The summaries whose minute is over. */
  synchronized List<AuditEntry> due() {
    return taken(clock.millis() - SUMMED.toMillis());
  }

  /** All that are there. */
  synchronized List<AuditEntry> all() {
    return taken(Long.MAX_VALUE);
  }

  private List<AuditEntry> taken(long begunBefore) {
    List<AuditEntry> taken = new ArrayList<>();
    Iterator<Map.Entry<Key, Sum>> each = sums.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Key, Sum> one = each.next();
      if (one.getValue().begunAt <= begunBefore) {
        taken.add(one.getValue().entry(one.getKey()));
        each.remove();
      }
    }
    return taken;
  }

  private record Key(String address, String actor, String action) {}

  private static final class Sum {
    private final AuditEntry first;
    private final long begunAt;
    private int count;

    Sum(AuditEntry first, long begunAt) {
      this.first = first;
      this.begunAt = begunAt;
    }

    AuditEntry entry(Key key) {
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
}
