package dev.carillon.server.webhooks;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A snapshot of a few words, with a character that is no ASCII. */
record Note(String text) implements Snapshot {

  static final EventType TYPE = new EventType("note_written");
  static final EventType OTHER = new EventType("note_burnt");

  static final SnapshotReader READER =
      (type, bytes) -> new Note(new String(bytes, StandardCharsets.UTF_8));

  static Event event(String subject, String text) {
    return Event.of(TYPE, subject, Instant.now(), new Note(text));
  }

  /** What a receiver without wishes of its own gets. */
  static String body(String text) {
    return "{\"text\":\"ü " + text + "\",\"fields\":[]}";
  }

  @Override
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return Payload.of("{\"text\":\"ü " + text + "\",\"fields\":" + projection.fields() + "}");
  }
}
