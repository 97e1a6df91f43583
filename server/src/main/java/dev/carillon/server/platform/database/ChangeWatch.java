package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;

/** Looks at events on their way into the database. Called for every change: it must be quick. */
public interface ChangeWatch {

  /** Looks away. */
  ChangeWatch NONE = new ChangeWatch() {};

  /** The event as it shall be recorded: the same, maybe as part of another trace. */
  default Event prepared(Event event) {
    return event;
  }

  /** It is durable. */
  default void accepted(Event event) {}

  /**
   * A change, with or without events, ended with this code. As a rule it was not made; after {@code
   * OUTCOME_UNKNOWN} it may have been.
   */
  default void refused(HooksException.Code reason) {}
}
