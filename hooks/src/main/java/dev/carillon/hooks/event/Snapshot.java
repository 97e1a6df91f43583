package dev.carillon.hooks.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The subject of an event as it was at the moment of the change. The core keeps its bytes and asks
 * it for payloads; what is in it only the embedder knows.
 */
public interface Snapshot {

  /**
   * A snapshot that every webhook is shown as this JSON document.
   *
   * @throws dev.carillon.hooks.validation.ValidationException if it is no JSON document, or one
   *     larger than {@link JsonSyntax} allows
   */
  static Snapshot of(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    JsonSyntax.check(utf8);
    return of(Payload.of(utf8));
  }

  /**
   * A snapshot that every webhook is shown as these bytes, which are not looked into: for what is
   * no JSON and says so by its content type, or has just been rendered as JSON.
   */
  static Snapshot of(Payload payload) {
    record Whole(Payload payload) implements Snapshot {

      @Override
      public byte[] bytes() {
        return payload.bytes();
      }

      @Override
      public Payload render(Event event, Projection projection) {
        return payload;
      }

      @Override
      public String contentType() {
        return payload.contentType();
      }
    }
    return new Whole(payload);
  }

  /** The form that is stored with the event, from which the embedder can read it again. */
  byte[] bytes();

  /**
   * The request body for webhooks with this projection. Before an event is recorded, webhooks with
   * equal projections and formats that are shown equal snapshots share one call. Recovery and
   * redelivery call it later for a stored event; so the same event and projection must give the
   * same bytes.
   */
  Payload render(Event event, Projection projection);

  /** When it happened, where the embedder records an event later than that. */
  default Instant happenedAt(Event event) {
    return event.time();
  }

  /**
   * Whether webhooks that debounce get its latest state for several events of one subject; if not,
   * each of its events is sent by itself.
   */
  default boolean merges() {
    return true;
  }

  /** What all its payloads are sent as; {@link Payload#JSON} unless it is another type. */
  default String contentType() {
    return Payload.JSON;
  }
}
