package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.json.JsonBytes;
import dev.carillon.server.platform.json.ScriptJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What was recorded with an event of a custom type.
 *
 * @param subject what it is about
 * @param version the version of the type's schema that its data fits, from 1
 * @param data a JSON object, as JavaScript's {@code JSON.stringify} prints it
 * @param since which properties of the data later versions brought
 * @param timestamp when it happened, as the payload says it: milliseconds since 1970
 * @param by the user who recorded it; empty = it was not stored
 * @param rendering runs templates of webhooks
 */
public record CustomEventSnapshot(
    EventSubject subject,
    int version,
    String data,
    NewProperties since,
    long timestamp,
    String by,
    PayloadRenderer rendering)
    implements Snapshot {

  /** Each of them is a fact of its own: none replaces another. */
  @Override
  public boolean merges() {
    return false;
  }

  @Override
  public byte[] bytes() {
    return SnapshotJson.bytes(this);
  }

  @Override
  public Instant happenedAt(Event event) {
    return Instant.ofEpochMilli(timestamp);
  }

  /** The asset that it is about, as it was then. */
  public Optional<AssetSnapshot> asset() {
    return subject instanceof EventSubject.OfAsset about
        ? Optional.of(about.asset())
        : Optional.empty();
  }

  /** The same event, whose asset is shown like this. */
  CustomEventSnapshot about(AssetSnapshot asset) {
    return new CustomEventSnapshot(
        new EventSubject.OfAsset(asset), version, data, since, timestamp, by, rendering);
  }

  /** The same event as an older version of its type shows it; newer versions change nothing. */
  CustomEventSnapshot at(int older) {
    if (older >= version) {
      return this;
    }
    String shown =
        since.upTo(older).equals(since)
            ? data
            : ScriptJson.text(since.without(Json.readStored(data), older));
    return new CustomEventSnapshot(
        subject, older, shown, since.upTo(older), timestamp, by, rendering);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    byte[] plain =
        JsonBytes.object(
            out -> {
              out.name("timestamp").number(timestamp);
              out.name("type").text(event.type().name());
              out.name("eventId").text(event.id().value());
              out.name("version").number(version);
              out.name("subject");
              subject.write(out);
              out.name("data").whole(data.getBytes(StandardCharsets.UTF_8));
              writeMetadata(projection, out);
            });
    return rendering.shaped(event, Payload.of(plain), projection);
  }

  private void writeMetadata(Projection projection, JsonBytes out) {
    switch (subject) {
      case EventSubject.OfAsset(AssetSnapshot asset) -> {
        asset.rendering().writeMetadata(asset, projection, out);
        if (!asset.filterChange().isEmpty()) {
          out.name("filterChange").text(asset.filterChange());
        }
      }
      case EventSubject.OfFolder(var folder) ->
          folder.rendering().writeMetadata(folder, projection, out);
      case EventSubject.OfOther _ -> {}
    }
  }
}
