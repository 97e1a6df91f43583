package dev.carillon.server.invariant;

import java.time.Instant;

/**
 * A change that a client asked for.
 *
 * @param value the status it sets: no two changes set the same
 * @param asset the asset's id; empty where a creation was not answered
 * @param type the event that tells of it
 * @param answer what became of it, as far as the client knows
 * @param during from asking to the answer
 */
public record Change(String value, String asset, String type, Answer answer, Span during) {

  /** The event of a new asset. */
  public static final String CREATE = "asset_create";

  /** The event of an update. */
  public static final String UPDATE = "asset_update_metadata";

  /** A change that is asked for now and not answered yet. */
  public static Change asked(String value, String asset, String type) {
    Instant now = Instant.now();
    return new Change(value, asset, type, Answer.UNKNOWN, new Span(now, Instant.MAX));
  }

  /** The same change, answered now. */
  public Change answered(Answer said, String id) {
    return new Change(value, id, type, said, new Span(during.from(), Instant.now()));
  }

  /** What a client knows of its change. */
  public enum Answer {
    /** Answered 2xx. */
    ACCEPTED,
    /** Answered otherwise. */
    REFUSED,
    /** Not answered, or answered that it is not known. */
    UNKNOWN
  }
}
