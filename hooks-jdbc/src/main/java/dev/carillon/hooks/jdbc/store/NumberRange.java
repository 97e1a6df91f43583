package dev.carillon.hooks.jdbc.store;

/**
 * A part of the order of numbers, and from which end it is read.
 *
 * @param after only greater ones
 * @param before only lesser ones
 */
public record NumberRange(boolean newestFirst, long after, long before) {

  /** Whether a number lies in it. */
  public boolean contains(long number) {
    return number > after && number < before;
  }

  /** The part that is left after this number was read. */
  public NumberRange behind(long number) {
    return newestFirst
        ? new NumberRange(true, after, number)
        : new NumberRange(false, number, before);
  }

  /** The part that is read up to and including this number. */
  public NumberRange upTo(long number) {
    return newestFirst
        ? new NumberRange(true, number - 1, before)
        : new NumberRange(false, after, number + 1);
  }

  /** The part up to this number. */
  public NumberRange notAbove(long number) {
    return number < before - 1 ? new NumberRange(newestFirst, after, number + 1) : this;
  }

  /** The number before the first that can be in it. */
  public long begin() {
    return newestFirst ? before : after;
  }

  /** The last number of its order that can be in it. */
  long end() {
    return newestFirst ? after + 1 : before - 1;
  }

  /** The numbers below this part, the nearest first. */
  public NumberRange below() {
    return new NumberRange(true, -1, after + 1);
  }

  /** The same numbers as a list's index gives them: smaller is read first. */
  long rank(long number) {
    return newestFirst ? -number : number;
  }

  /** The direction of an {@code order by} in SQL. */
  String direction() {
    return newestFirst ? " desc" : "";
  }
}
