package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The events of one response, read in parts as they are asked for: of large ones only a few are in
 * memory while a client reads slowly.
 */
final class EventIterator implements Iterator<Recorded> {

  /** So many are read at first, before it is known how large they are. */
  static final int FIRST = 20;

  /** About what a part takes. */
  static final long HELD_BYTES = 256 * 1024;

  private final Journal journal;
  private final Wanted wanted;
  private Page part;
  private Iterator<Recorded> events;
  private int asked;
  private int left;

  /**
   * At most so many.
   *
   * @param first those that were read already: {@link #FIRST}, or the limit if that is less
   */
  EventIterator(Journal journal, Wanted wanted, int limit, Page first) {
    this.journal = journal;
    this.wanted = wanted;
    this.part = first;
    this.events = first.events().iterator();
    this.asked = Math.min(FIRST, limit);
    this.left = limit - first.events().size();
  }

  @Override
  public boolean hasNext() {
    while (!events.hasNext() && left > 0 && part.events().size() == asked) {
      asked = next(part);
      Page next = journal.after(part.end(), wanted, asked);
      if (part.end() < next.swept()) {
        // some may be missing: a client that goes on from here gets an error
        left = 0;
        return false;
      }
      part = next;
      events = next.events().iterator();
      left -= next.events().size();
    }
    return events.hasNext();
  }

  private int next(Page before) {
    long bytes = before.events().stream().mapToLong(event -> event.snapshot().length).sum();
    long each = Math.max(bytes / before.events().size(), 1);
    return Math.clamp(HELD_BYTES / each, 1, left);
  }

  @Override
  public Recorded next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return events.next();
  }

  /** Where a client that has read all goes on. */
  long end() {
    return part.end();
  }
}
