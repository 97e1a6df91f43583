package dev.carillon.hooks.event;

/**
 * A snapshot that is what everybody reads.
 *
 * @param payload the one payload there is
 */
record WholeSnapshot(Payload payload) implements Snapshot {

  @Override
  public byte[] bytes() {
    return payload.bytes();
  }

  @Override
  public Payload render(Event event, Projection projection) {
    return payload;
  }
}
