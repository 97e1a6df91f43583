package dev.carillon.server.invariant;

import java.util.List;
import java.util.stream.Stream;

/**
 * A webhook that wants all changes.
 *
 * @param name what its receiver calls it
 * @param enabled when it was enabled for certain
 * @param perhaps when it may have been enabled: around each switch nobody knows
 */
public record Subscriber(String name, List<Span> enabled, List<Span> perhaps) {

  /** Enabled from before the first change until after the last one. */
  public static Subscriber always(String name) {
    return new Subscriber(name, List.of(Span.ALWAYS), List.of(Span.ALWAYS));
  }

  /** The same, where what it missed in this time was sent to it afterwards. */
  public Subscriber withRecovered(Span missed) {
    return new Subscriber(name, with(enabled, missed), with(perhaps, missed));
  }

  private static List<Span> with(List<Span> spans, Span more) {
    return Stream.concat(spans.stream(), Stream.of(more)).toList();
  }

  boolean mustHear(Change change) {
    return enabled.stream().anyMatch(span -> span.holds(change.during()));
  }

  boolean mayHear(Change change) {
    return perhaps.stream().anyMatch(span -> span.touches(change.during()));
  }
}
