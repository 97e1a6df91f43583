package dev.carillon.hooks.webhook;

/** Compiles the stored text of a filter. */
@FunctionalInterface
public interface EventFilterReader {

  /** Knows no filter but {@link EventFilter#ALL}: for who subscribes by type alone. */
  EventFilterReader TYPES_ONLY =
      text -> {
        if (!text.isEmpty()) {
          throw new IllegalArgumentException("not a filter known here: " + text);
        }
        return EventFilter.ALL;
      };

  /**
   * The filter that this text stands for; the empty text is {@link EventFilter#ALL}.
   *
   * @throws IllegalArgumentException if the text is not that of a filter
   */
  EventFilter read(String text);
}
