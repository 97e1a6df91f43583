package dev.carillon.server.invariant;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What became of the wishes to send a delivery once more.
 *
 * @param made the numbers of the attempts that the log calls redeliveries
 * @param waitingSince since when one waits to be made; the end of time where none does
 */
public record Redeliveries(Set<Integer> made, Instant waitingSince) {

  /** Nobody wished it. */
  public static final Redeliveries NONE = new Redeliveries(Set.of(), Instant.MAX);

  public Redeliveries {
    made = Set.copyOf(made);
  }

  Redeliveries and(Redeliveries other) {
    Set<Integer> all = new HashSet<>(made);
    all.addAll(other.made);
    boolean first = waitingSince.isBefore(other.waitingSince);
    return new Redeliveries(all, first ? waitingSince : other.waitingSince);
  }
}
