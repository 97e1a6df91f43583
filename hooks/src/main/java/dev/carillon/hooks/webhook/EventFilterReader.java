package dev.carillon.hooks.webhook;

/** Compiles the stored text of a filter. */
@FunctionalInterface
public interface EventFilterReader {

  /**
   * The filter that this text stands for; the empty text is {@link EventFilter#ALL}.
   *
   * @throws IllegalArgumentException if the text is not that of a filter
   */
  EventFilter read(String text);
}
