package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;

/**
 * A snapshot that is rendered as the same bytes for everybody.
 *
 * @param payload those bytes
 */
public record FixedSnapshot(Payload payload) implements Snapshot {

  @Override
  public byte[] bytes() {
    return payload.bytes();
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return payload;
  }
}
