package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Snapshot;

/** What an operational event tells: nothing of it is for some viewers only. */
public sealed interface OperationalSnapshot extends Snapshot
    permits WebhookSnapshot, AlertSnapshot {

  /** It is no state of which the latest one counts. */
  @Override
  default boolean merges() {
    return false;
  }
}
