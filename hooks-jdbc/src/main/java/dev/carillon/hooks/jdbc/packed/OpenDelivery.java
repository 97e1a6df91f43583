package dev.carillon.hooks.jdbc.packed;

/**
 * A delivery of which nothing is stored but its event: no attempt of it was recorded yet.
 *
 * @param webhook whom it is for
 * @param sequence which delivery
 * @param event the number of its event
 * @param recordedAt when its event was recorded, in microseconds since 1970: since then it is due
 */
public record OpenDelivery(long webhook, long sequence, long event, long recordedAt) {

  /** Its place among the deliveries that were recorded with its event. */
  public int ordinal() {
    return (int) (sequence - 1 - event);
  }
}
