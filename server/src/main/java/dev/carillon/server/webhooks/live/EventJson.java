package dev.carillon.server.webhooks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.util.List;
import java.util.Optional;

/**
 * Shows events as JSON, with the payload of a webhook that asks for no fields, or for all.
 *
 * @param snapshots reads what was stored with them
 * @param fields the fields that there are now
 */
record EventJson(SnapshotReader snapshots, FieldRegistry fields) {

  /** The words of a file may be megabytes, and are not stored with an event. */
  private static final String TEXT = "textContent";

  /** With the payload of a webhook that asks for no fields. */
  ObjectNode item(Recorded event) {
    return item(event, Projection.DEFAULT);
  }

  /**
   * With this payload.
   *
   * @param full whether it has all fields that have a value, but for the words of a file
   */
  ObjectNode item(Recorded event, boolean full) {
    return item(event, full ? full() : Projection.DEFAULT);
  }

  private Projection full() {
    return new Projection(
        fields.all().stream().map(Field::name).filter(name -> !name.equals(TEXT)).toList(),
        List.of());
  }

  private ObjectNode item(Recorded event, Projection projection) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("cursor", EventCursor.text(event.sequence()));
    item.put("id", event.id().value());
    item.put("type", event.type().name());
    item.put("subject", event.subject());
    item.put("time", TimeText.text(event.time()));
    payload(event, projection)
        .ifPresentOrElse(
            json -> item.putRawValue("payload", new RawValue(json)), () -> item.putNull("payload"));
    return item;
  }

  /** An event as it is written to a stream. */
  Message message(Recorded event) {
    return message(event, false);
  }

  /** The same with this payload. */
  Message message(Recorded event, boolean full) {
    String data = new String(Json.write(item(event, full)), UTF_8);
    String id = EventCursor.text(event.sequence());
    return new Message(event.sequence(), SseStream.event(id, "event", data));
  }

  private Optional<String> payload(Recorded event, Projection projection) {
    Snapshot snapshot;
    try {
      snapshot = snapshots.read(event.type(), event.snapshot());
    } catch (IllegalArgumentException ofNoKnownKind) {
      return asItIs(event.snapshot());
    }
    Event whole = new Event(event.id(), event.type(), event.subject(), event.time(), snapshot);
    byte[] bytes = snapshot.render(whole, projection).bytes();
    return Optional.of(new String(bytes, UTF_8));
  }

  /** What is stored of other events may itself be what webhooks are sent. */
  private static Optional<String> asItIs(byte[] bytes) {
    try {
      return Json.read(bytes).isObject() ? Optional.of(new String(bytes, UTF_8)) : Optional.empty();
    } catch (Problem notJson) {
      return Optional.empty();
    }
  }
}
