package dev.carillon.hooks.jdbc.postgresql;

import java.util.List;

/**
 * Which epochs are alive at one moment. A node that is dead then stays so, whatever others do
 * later.
 *
 * @param live those that were not taken over
 * @param last the last one that was given then
 */
record LiveEpochs(List<Long> live, long last) {

  /** Whether an owner is dead: it was given by then, and is not alive. */
  boolean dead(long owner) {
    return owner <= last && !live.contains(owner);
  }

  /** The live ones, as a parameter of a statement. */
  long[] epochs() {
    return NodeRows.array(live);
  }
}
