package dev.carillon.hooks.contracts;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import java.nio.charset.StandardCharsets;

/**
 * A snapshot that is just a text; a payload made of it shows the text and the projection. It knows
 * no templates: what is rendered with one is the same, with the template as its problem.
 *
 * @param text anything
 */
public record TextSnapshot(String text) implements Snapshot {

  @Override
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return Payload.of(text + " " + projection.fields() + projection.changedFields())
        .withProblem(projection.template());
  }
}
