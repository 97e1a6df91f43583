package dev.carillon.server.platform.audit;

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
  private final Map<Key, RefusalSum> sums = new HashMap<>();

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
    sums.computeIfAbsent(key, first -> new RefusalSum(entry, clock.millis())).add();
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
    Iterator<Map.Entry<Key, RefusalSum>> each = sums.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Key, RefusalSum> one = each.next();
      if (one.getValue().begunBy(begunBefore)) {
        taken.add(one.getValue().entry(one.getKey()));
        each.remove();
      }
    }
    return taken;
  }

  record Key(String address, String actor, String action) {}
}
