package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.search.index.QueryVerdict;
import java.util.Optional;

/**
 * One condition under which a webhook gets an event, and what came of it.
 *
 * @param name what callers know it by, such as {@code type}
 * @param answer what came of it
 * @param value what the event, or the webhook, had then; null in JSON where there is nothing
 * @param wanted what it had to be; null in JSON where there is nothing to compare with
 * @param says the same as a sentence
 * @param query what each part of a query found; empty for everything else
 */
record Predicate(
    String name,
    Answer answer,
    JsonNode value,
    JsonNode wanted,
    String says,
    Optional<QueryVerdict> query) {

  /** One without a query. */
  Predicate(String name, Answer answer, JsonNode value, JsonNode wanted, String says) {
    this(name, answer, value, wanted, says, Optional.empty());
  }

  /** What came of a condition. */
  enum Answer {
    /** It was met. */
    HOLDS("holds"),
    /** It was not met. */
    FAILS("fails"),
    /** The webhook does not ask for it, or not of such events. */
    NOT_ASKED("notAsked"),
    /** It is decided later: the event, or its delivery, waits. */
    WAITS("waits"),
    /** It is not known any more. */
    UNKNOWN("unknown");

    private final String text;

    Answer(String text) {
      this.text = text;
    }

    /** The name that callers see. */
    String text() {
      return text;
    }

    /** Met, or not. */
    static Answer of(boolean holds) {
      return holds ? HOLDS : FAILS;
    }
  }
}
