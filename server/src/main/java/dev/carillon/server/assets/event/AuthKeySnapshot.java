package dev.carillon.server.assets.event;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import java.util.List;

/**
 * An auth key at the moment it was made, revoked or expired. It has no metadata.
 *
 * @param authKey the key itself
 * @param subject what it is called
 * @param validUntil when it ends or ended by itself, in milliseconds since 1970
 * @param assetIds the assets that it shares
 */
public record AuthKeySnapshot(
    String authKey,
    String subject,
    long validUntil,
    List<String> assetIds,
    PayloadRenderer rendering)
    implements Snapshot {

  public AuthKeySnapshot {
    assetIds = List.copyOf(assetIds);
  }

  /** It is no state of which the latest one counts. */
  @Override
  public boolean merges() {
    return false;
  }

  @Override
  public byte[] bytes() {
    return rendering.snapshot(this);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return rendering.authKeyPayload(event, this, projection);
  }
}
