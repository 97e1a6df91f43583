package dev.carillon.server.operations.alerts;

/**
 * An alert of which a channel does not know the latest.
 *
 * @param toldEpisodes how often it had begun when the channel was told last; 0 = it never was
 * @param toldEnd whether the channel was told that it had ended
 */
record PendingAlert(Alert alert, int toldEpisodes, boolean toldEnd) {

  /** How often it began since the channel was told. */
  int begun() {
    return alert.episodes() - toldEpisodes;
  }
}
