package dev.carillon.hooks.event;

/**
 * The subject of an event as it was at the moment of the change. The core keeps its bytes and asks
 * it for payloads; what is in it only the embedder knows.
 */
public interface Snapshot {

  /** A snapshot that every webhook is shown as this text, such as a JSON document. */
  static Snapshot of(String body) {
    return of(Payload.of(body));
  }

  /** A snapshot that every webhook is shown as these bytes. */
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
    }
    return new Whole(payload);
  }

  /** The form that is stored with the event, from which the embedder can read it again. */
  byte[] bytes();

  /**
   * The request body for webhooks with this projection. Called once for each distinct projection,
   * before the event is recorded; the same event and projection must give the same bytes.
   */
  Payload render(Event event, Projection projection);
}
