package dev.carillon.hooks.webhook;

import dev.carillon.hooks.event.Event;
import java.util.Optional;
import java.util.Set;

/**
 * Keys, at least one of which an event must have for a filter to let it through. So a filter is
 * found by its keys, and most filters need not be evaluated at all.
 *
 * @param dimension says which keys an event has
 * @param keys at least one of them is needed; where there is none, no event that the dimension
 *     knows gets through
 */
public record FilterKey(Dimension dimension, Set<String> keys) {

  public FilterKey {
    keys = Set.copyOf(keys);
  }

  /** One way to look at events. The same object for all filters that look at them so. */
  @FunctionalInterface
  public interface Dimension {

    /** The keys of this event; empty where they are unknown, so that every filter is asked. */
    Optional<Set<String>> keysOf(Event event);
  }
}
