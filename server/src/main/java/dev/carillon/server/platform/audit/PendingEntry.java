package dev.carillon.server.platform.audit;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An entry that is not written yet.
 *
 * @param begun the row of {@code audit_begun} that it ends; empty where there is none
 * @param interrupted whether it counts only if that row is still there
 * @param durable completed once it is written, where a caller waits for that
 */
record PendingEntry(
    AuditEntry entry,
    String begun,
    boolean interrupted,
    @Nullable CompletableFuture<Boolean> durable) {

  /** An entry that no caller waits for. */
  static PendingEntry of(AuditEntry entry) {
    return new PendingEntry(entry.cleaned(), "", false, null);
  }

  /** Whether a caller waits until it is written. */
  boolean awaited() {
    return durable != null;
  }

  /** It is written. */
  void done() {
    if (durable != null) {
      durable.complete(true);
    }
  }
}
