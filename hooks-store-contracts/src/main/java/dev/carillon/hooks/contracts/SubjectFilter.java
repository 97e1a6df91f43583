package dev.carillon.hooks.contracts;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.EventFilter;

/**
 * Lets events of one subject through.
 *
 * @param text the subject
 */
public record SubjectFilter(String text) implements EventFilter {

  /** The filter with this text, as an {@link dev.carillon.hooks.webhook.EventFilterReader}. */
  public static EventFilter read(String text) {
    return text.isEmpty() ? EventFilter.ALL : new SubjectFilter(text);
  }

  @Override
  public boolean matches(Event event) {
    return event.subject().equals(text);
  }
}
