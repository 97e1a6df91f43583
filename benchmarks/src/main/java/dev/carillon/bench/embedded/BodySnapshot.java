package dev.carillon.bench.embedded;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;

/**
 * A subject that is its own payload, of which the store keeps the bytes once. Those of an asset are
 * mostly kept beside what webhooks are shown of it.
 */
public record BodySnapshot(Payload payload) implements Snapshot {

  /** The subject with this number. */
  public static BodySnapshot of(long number) {
    return new BodySnapshot(Payload.of(Bodies.of(number)));
  }

  @Override
  public byte[] bytes() {
    return payload.bytes();
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return payload;
  }
}
