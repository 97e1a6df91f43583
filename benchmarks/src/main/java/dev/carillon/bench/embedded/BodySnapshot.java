package dev.carillon.bench.embedded;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;

/**
 * A subject that is its own payload. The store keeps both, as it does for an asset, of which
 * different webhooks are shown different parts.
 */
public record BodySnapshot(byte[] body) implements Snapshot {

  @Override
  public byte[] bytes() {
    return body;
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return Payload.of(body);
  }
}
