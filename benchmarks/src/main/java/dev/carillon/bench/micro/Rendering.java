package dev.carillon.bench.micro;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Projection;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is written of an event: a payload with a few fields, and the snapshot. */
@State(Scope.Thread)
public class Rendering {

  private static final Projection FIELDS =
      new Projection(
          List.of("assetPath", "status", "title", "description", "tags", "fileSize"), List.of());

  private final Event event = Subject.event(1);

  /** A payload. */
  @Benchmark
  public int payload() {
    return event.snapshot().render(event, FIELDS).length();
  }

  /** The stored snapshot. */
  @Benchmark
  public int snapshot() {
    return event.snapshot().bytes().length;
  }
}
