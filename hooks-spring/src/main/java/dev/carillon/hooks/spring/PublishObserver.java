package dev.carillon.hooks.spring;

import dev.carillon.hooks.Published;
import dev.carillon.hooks.event.Event;
import java.util.function.Function;

/** Surrounds each publication: makes it part of a trace, and measures it. */
@FunctionalInterface
public interface PublishObserver {

  /** Does nothing of its own. */
  PublishObserver NONE = (event, work) -> work.apply(event);

  /**
   * Runs the work once, with the event or the same event within a trace.
   *
   * @return what the work returns
   */
  Published observe(Event event, Function<Event, Published> work);
}
