package dev.carillon.hooks.testkit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asserts what was published, as it was when this was made. */
public final class PublishedEventsAssert {

  /** How many events a message lists. */
  private static final int LISTED_MAX = 20;

  private final List<PublishedEvent> actual;

  PublishedEventsAssert(List<PublishedEvent> actual) {
    this.actual = actual;
  }

  /**
   * At least one event of this type was published.
   *
   * @return goes on with the events of this type
   * @throws AssertionError if none was; the message lists what was published
   */
  public MatchingEventsAssert published(String type) {
    return new MatchingEventsAssert(this, actual, "")
        .keeping("of type '" + type + "'", event -> event.type().equals(type));
  }

  /**
   * No event of this type was published.
   *
   * @throws AssertionError if one was; the message lists what was published
   */
  public PublishedEventsAssert didNotPublish(String type) {
    if (actual.stream().anyMatch(event -> event.type().equals(type))) {
      throw new AssertionError("Expected no event of type '" + type + "'; " + list(actual));
    }
    return this;
  }

  /**
   * No event was published.
   *
   * @throws AssertionError if one was; the message lists what was published
   */
  public PublishedEventsAssert publishedNothing() {
    if (!actual.isEmpty()) {
      throw new AssertionError("Expected no event; " + list(actual));
    }
    return this;
  }

  /** What was published, for a message. */
  static String list(List<PublishedEvent> events) {
    if (events.isEmpty()) {
      return "nothing was published";
    }
    String listed =
        IntStream.range(0, Math.min(events.size(), LISTED_MAX))
            .mapToObj(place -> "\n  " + (place + 1) + ". " + events.get(place))
            .collect(Collectors.joining());
    String more =
        events.size() > LISTED_MAX ? "\n  and " + (events.size() - LISTED_MAX) + " more" : "";
    return "published were:" + listed + more;
  }
}
