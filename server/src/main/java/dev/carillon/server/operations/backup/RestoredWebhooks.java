package dev.carillon.server.operations.backup;

import java.util.Locale;

/** What becomes of the webhooks of a restored home. */
enum RestoredWebhooks {
  /** Nothing is sent until an administrator enables them. */
  DISABLED,
  /** Webhooks that were enabled are sent to at once. */
  AS_THEY_WERE;

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
