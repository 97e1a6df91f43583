package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Tags;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One event that was published.
 *
 * @param id the event's id, as {@code publish} returned it
 * @param type such as {@code order.placed}
 * @param subject the id of what it happened to
 * @param json what webhooks are sent
 * @param time when it happened, as the publisher said
 * @param owner the tenant that it belongs to; empty = none
 * @param tags what it was marked with
 */
public record PublishedEvent(
    Event.Id id, String type, String subject, String json, Instant time, String owner, Tags tags) {

  static PublishedEvent of(Event event) {
    return new PublishedEvent(
        event.id(),
        event.type().name(),
        event.subject(),
        new String(event.snapshot().bytes(), StandardCharsets.UTF_8),
        event.time(),
        event.owner(),
        event.tags());
  }

  static PublishedEvent of(Journal.Recorded event) {
    return new PublishedEvent(
        event.id(),
        event.type().name(),
        event.subject(),
        new String(event.snapshot(), StandardCharsets.UTF_8),
        event.time(),
        event.owner(),
        event.tags());
  }

  @Override
  public String toString() {
    return "%s of %s%s%s: %s"
        .formatted(
            type,
            subject,
            owner.isEmpty() ? "" : ", owner " + owner,
            tags.none() ? "" : ", tags " + tags.texts(),
            json);
  }
}
