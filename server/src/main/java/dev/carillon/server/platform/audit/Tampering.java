package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import java.lang.System.Logger.Level;
import java.util.Map;

/** What a server writes into the log when it finds that somebody else was at work on it. */
final class Tampering {

  static final String ACTION = "auditTampered";

  private static final System.Logger LOG = System.getLogger(Tampering.class.getName());

  private Tampering() {}

  /** An entry that says what was found; it stays, so that later checks find it too. */
  static AuditEntry entry(String found) {
    LOG.log(Level.ERROR, "The audit log was changed from outside: {0}", found);
    return new AuditEntry(
        System.currentTimeMillis(),
        Who.without(Via.SYSTEM),
        ACTION,
        new Subject("audit", "", ""),
        new Outcome(Outcome.FAILED, 0, 1),
        ChangeDiff.of(Map.of(), Map.of("found", found)));
  }
}
