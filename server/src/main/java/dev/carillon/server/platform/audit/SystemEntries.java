package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Entries of the audit log about itself. */
final class SystemEntries {

  static final String TAMPERED = "auditTampered";

  private static final System.Logger LOG = System.getLogger(SystemEntries.class.getName());

  private SystemEntries() {}

  /** So many entries found no room while the database could not be written. */
  static AuditEntry lost(long count) {
    return entry("auditGap", Outcome.FAILED, Map.of("lost", count));
  }

  /** Entries up to this one were purged because of their age. */
  static AuditEntry purged(ChainHead.Link upTo, long count) {
    return entry(
        "auditSwept",
        Outcome.DONE,
        Map.of("upTo", upTo.seq(), "hash", upTo.hash(), "entries", count));
  }

  /**
   * What a server found when the log was tampered with; the entry stays, so that later checks find
   * it too.
   */
  static AuditEntry tampered(String found) {
    LOG.log(Level.ERROR, "The audit log was changed from outside: {0}", found);
    return entry(TAMPERED, Outcome.FAILED, Map.of("found", found));
  }

  private static AuditEntry entry(String action, String result, Map<String, ?> after) {
    return new AuditEntry(
        System.currentTimeMillis(),
        Who.without(Via.SYSTEM),
        action,
        new Subject("audit", "", ""),
        new Outcome(result, 0, 1),
        ChangeDiff.of(Map.of(), after));
  }
}
