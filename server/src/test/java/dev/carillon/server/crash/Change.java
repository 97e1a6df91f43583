package dev.carillon.server.crash;

/**
 * A change that a client asked for.
 *
 * @param value the status it sets: no two changes set the same
 * @param asset the asset's id; empty where a creation was not answered
 * @param type the event that tells of it
 * @param answer what became of it, as far as the client knows
 */
record Change(String value, String asset, String type, Answer answer) {

  static final String CREATE = "asset_create";
  static final String UPDATE = "asset_update_metadata";

  /** What a client knows of its change. */
  enum Answer {
    /** Answered 2xx. */
    ACCEPTED,
    /** Answered otherwise. */
    REFUSED,
    /** Not answered. */
    UNKNOWN
  }
}
