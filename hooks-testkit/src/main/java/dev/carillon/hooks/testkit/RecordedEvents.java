package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Journal;
import java.util.ArrayList;
import java.util.List;

/** The events that a database has. */
record RecordedEvents(Journal journal) {

  private static final int PAGE = 1_000;

  /** All of them, the oldest first. */
  List<PublishedEvent> read() {
    List<PublishedEvent> events = new ArrayList<>();
    long newest = journal.newest();
    long at = 0;
    while (at < newest) {
      Journal.Page page = journal.after(at, Journal.Wanted.ALL, PAGE);
      page.events().stream().map(PublishedEvent::of).forEach(events::add);
      at = page.end();
    }
    return events;
  }
}
