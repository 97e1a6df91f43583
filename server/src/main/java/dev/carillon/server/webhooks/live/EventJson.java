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
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.util.Optional;

/**
 * Shows events as JSON, with the payload of a webhook that asks for no fields.
 *
 * @param snapshots reads what was stored with them
 */
record EventJson(SnapshotReader snapshots) {

  ObjectNode item(Recorded event) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("cursor", EventCursor.text(event.sequence()));
    item.put("id", event.id().value());
    item.put("type", event.type().name());
    item.put("subject", event.subject());
    item.put("time", TimeText.text(event.time()));
    payload(event)
        .ifPresentOrElse(
            json -> item.putRawValue("payload", new RawValue(json)), () -> item.putNull("payload"));
    return item;
  }

  /** An event as it is written to a stream. */
  Message message(Recorded event) {
    String data = new String(Json.write(item(event)), UTF_8);
    String id = EventCursor.text(event.sequence());
    return new Message(event.sequence(), SseStream.event(id, "event", data));
  }

  private Optional<String> payload(Recorded event) {
    Snapshot snapshot;
    try {
      snapshot = snapshots.read(event.type(), event.snapshot());
    } catch (IllegalArgumentException ofNoKnownKind) {
      return asItIs(event.snapshot());
    }
    Event whole = new Event(event.id(), event.type(), event.subject(), event.time(), snapshot);
    byte[] bytes = snapshot.render(whole, Projection.DEFAULT).bytes();
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
