package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDeliveries.Place;
import dev.carillon.hooks.delivery.DueDelivery;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** One way through the rows of a webhook in the store, page by page, from the first to the last. */
final class BacklogScan {

  private final Set<Long> storedMeanwhile = new HashSet<>();
  private boolean begun;
  private boolean underWay;
  private boolean abandoned;
  private Place after = Place.START;
  private Instant until = Instant.MIN;
  private Instant pauseUntil = Instant.MIN;

  /** Whether a scan has begun and has not come to its end. */
  boolean begun() {
    return begun;
  }

  /** Whether a page was asked for and has not come back. */
  boolean underWay() {
    return underWay;
  }

  /** Whether a page is under way that is of no use any more. */
  boolean abandoned() {
    return abandoned;
  }

  /** When the next scan may begin, if it is wanted then. */
  Instant notBefore(Instant wanted) {
    return wanted.isAfter(pauseUntil) ? wanted : pauseUntil;
  }

  Place after() {
    return after;
  }

  Instant until() {
    return until;
  }

  void begin(Instant now) {
    begun = true;
    after = Place.START;
    until = now;
  }

  void asked() {
    underWay = true;
  }

  /** The page is here; whether it is still of use. */
  boolean answered() {
    underWay = false;
    boolean useful = !abandoned;
    abandoned = false;
    if (!useful) {
      storedMeanwhile.clear();
    }
    return useful;
  }

  void seen(DueDelivery row) {
    after = new Place(row.dueAt(), row.delivery().sequence());
  }

  void turnPage() {
    storedMeanwhile.clear();
  }

  /** The last page has come; the next scan does not begin before this time. */
  void end(Instant pause) {
    begun = false;
    pauseUntil = pause;
  }

  /** Begins anew with the next page; a page that is under way is of no use any more. */
  void abandon() {
    begun = false;
    pauseUntil = Instant.MIN;
    abandoned = underWay;
  }

  /** This delivery left the memory because its row was written: a page under way may be older. */
  void stored(long sequence) {
    if (underWay) {
      storedMeanwhile.add(sequence);
    }
  }

  boolean storedMeanwhile(long sequence) {
    return storedMeanwhile.contains(sequence);
  }
}
