package dev.carillon.hooks.testkit;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asserts something about the events that have matched so far. Each condition keeps those that meet
 * it, and fails if none does.
 */
public final class MatchingEventsAssert {

  private final PublishedEventsAssert all;
  private final List<PublishedEvent> matching;
  private final String conditions;

  MatchingEventsAssert(
      PublishedEventsAssert all, List<PublishedEvent> matching, String conditions) {
    this.all = all;
    this.matching = matching;
    this.conditions = conditions;
  }

  /**
   * At least one of them is about this subject.
   *
   * @throws AssertionError if none is; the message lists them
   */
  public MatchingEventsAssert withSubject(String subject) {
    return keeping("with subject '" + subject + "'", event -> event.subject().equals(subject));
  }

  /**
   * At least one of them belongs to this tenant; empty = to none.
   *
   * @throws AssertionError if none does; the message lists them
   */
  public MatchingEventsAssert withOwner(String owner) {
    return keeping("with owner '" + owner + "'", event -> event.owner().equals(owner));
  }

  /**
   * At least one of them has this tag, beside others.
   *
   * @throws AssertionError if none has; the message lists them
   */
  public MatchingEventsAssert withTag(String key, String value) {
    return keeping(
        "with tag " + key + "=" + value, event -> value.equals(event.tags().values().get(key)));
  }

  /**
   * At least one of them has this payload. White space between its parts does not count, the order
   * of members does.
   *
   * @throws AssertionError if none has; the message lists them
   */
  public MatchingEventsAssert withJson(String json) {
    String expected = compact(json);
    return keeping("with JSON " + expected, event -> compact(event.json()).equals(expected));
  }

  /**
   * At least one of them has a payload with this text in it, as it stands.
   *
   * @throws AssertionError if none has; the message lists them
   */
  public MatchingEventsAssert withJsonContaining(String text) {
    return keeping("with '" + text + "' in its JSON", event -> event.json().contains(text));
  }

  /**
   * Each of them passes assertions of your own.
   *
   * @param assertions throw if an event is not as it should be
   */
  public MatchingEventsAssert allSatisfy(Consumer<PublishedEvent> assertions) {
    matching.forEach(assertions);
    return this;
  }

  /**
   * It is exactly one.
   *
   * @throws AssertionError if there are more; the message lists them
   */
  public MatchingEventsAssert once() {
    return times(1);
  }

  /**
   * They are exactly so many.
   *
   * @throws AssertionError if there are more or fewer; the message lists them
   */
  public MatchingEventsAssert times(int count) {
    if (matching.size() != count) {
      throw new AssertionError(
          "Expected %d events %s, not %d; %s"
              .formatted(count, conditions, matching.size(), PublishedEventsAssert.list(matching)));
    }
    return this;
  }

  /** Goes on with all events. */
  public PublishedEventsAssert and() {
    return all;
  }

  MatchingEventsAssert keeping(String condition, Predicate<PublishedEvent> predicate) {
    String sofar = conditions.isEmpty() ? condition : conditions + " and " + condition;
    List<PublishedEvent> kept = matching.stream().filter(predicate).toList();
    if (kept.isEmpty()) {
      throw new AssertionError(
          "Expected an event " + sofar + "; " + PublishedEventsAssert.list(matching));
    }
    return new MatchingEventsAssert(all, kept, sofar);
  }

  /** The same JSON without white space outside of texts. */
  private static String compact(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean inText = false;
    for (int at = 0; at < json.length(); at++) {
      char next = json.charAt(at);
      if (inText && next == '\\' && at + 1 < json.length()) {
        compact.append(next).append(json.charAt(++at));
        continue;
      }
      inText ^= next == '"';
      if (inText || " \t\r\n".indexOf(next) < 0) {
        compact.append(next);
      }
    }
    return compact.toString();
  }
}
