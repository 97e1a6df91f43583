package dev.carillon.server.webhooks.proof;

/**
 * Something that is not as it was hashed.
 *
 * @param segment the segment's number
 * @param delivery the delivery's id; where that is not known any more {@code no. } and its number;
 *     empty = the segment itself differs
 * @param attempt the attempt's number; 0 = the segment itself differs
 * @param kind what happened
 * @param says the same in words
 */
record Difference(long segment, String delivery, int attempt, Kind kind, String says) {

  /** What happened. */
  enum Kind {
    /** It is there, but what is stored of it is not what was hashed. */
    CHANGED("changed"),
    /** It was hashed and is not there. */
    REMOVED("removed"),
    /** It is there and was never hashed. */
    ADDED("added"),
    /** The segment itself is not as it was sealed. */
    SEGMENT("segment");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As responses have it. */
    String text() {
      return text;
    }
  }

  static Difference changed(Segment segment, Leaf leaf) {
    return new Difference(
        segment.number(),
        leaf.delivery(),
        leaf.attempt(),
        Kind.CHANGED,
        "what is stored of this attempt, its payload or its webhook's revision was changed");
  }

  static Difference removed(Segment segment, String delivery, int attempt) {
    return new Difference(
        segment.number(), delivery, attempt, Kind.REMOVED, "this attempt was removed");
  }

  static Difference added(Segment segment, Leaf leaf) {
    return new Difference(
        segment.number(),
        leaf.delivery(),
        leaf.attempt(),
        Kind.ADDED,
        "this attempt was added after the segment was made");
  }

  static Difference addedBehind(long last, Leaf leaf) {
    return new Difference(
        last + 1,
        leaf.delivery(),
        leaf.attempt(),
        Kind.ADDED,
        "this attempt was added to the time behind the last segment");
  }

  static Difference ofSegment(long segment, String says) {
    return new Difference(segment, "", 0, Kind.SEGMENT, says);
  }
}
