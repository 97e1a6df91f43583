package dev.carillon.server.webhooks.explain;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.PastWebhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a webhook got an event or did not.
 *
 * @param event what happened
 * @param webhook the webhook, as far as it is known how it was then
 * @param settingsSince since when its settings of then had been in force; empty where it was not
 *     there, or is not known
 * @param verdict what the engine decides by the settings of then
 * @param happened what the store has of it
 * @param predicates what came of each condition
 * @param notes what the reader should know beside it
 */
record Explanation(
    Event event,
    PastWebhook webhook,
    Optional<Instant> settingsSince,
    Verdict verdict,
    EventOutcome happened,
    List<Predicate> predicates,
    List<String> notes) {

  Explanation {
    predicates = List.copyOf(predicates);
    notes = List.copyOf(notes);
  }

  /** Whether a webhook gets an event. */
  enum Verdict {
    /** It gets it. */
    GETS("gets"),
    /** It does not get it. */
    DOES_NOT_GET("doesNotGet"),
    /** It was to get it, but debouncing left nothing to send. */
    DROPPED("dropped"),
    /** It would get it, but is disabled. */
    MISSED("missed"),
    /** Its settings of then are not known any more. */
    UNKNOWN("unknown");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** The name that callers see. */
    String text() {
      return text;
    }
  }
}
