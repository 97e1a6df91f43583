package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;

/** Cancels everything that is pending for a webhook. */
@FunctionalInterface
interface PendingCancellation {

  /** Cancels it, resends that wait too; how many pending ones there were. */
  long pendingOf(Webhook.Id webhook, Instant now);
}
