package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.webhooks.live.StreamListeners.Message;
import java.io.IOException;
import java.util.function.Function;

/** The events that a stream's client has missed, page by page, before it gets new ones. */
record MissedEventPages(Journal journal, Function<Recorded, Message> writer) {

  private static final int PAGE = 200;

  /**
   * Writes them.
   *
   * @param after the place that the client has come to
   * @param until the place to come to
   * @return the place it came to, or -1 where events behind a place were purged before they were
   *     read: then the stream has to end, and a client that comes back is told
   */
  long write(SseStream stream, Wanted wanted, long after, long until) throws IOException {
    long place = after;
    while (place < until && stream.allowed()) {
      Page page = journal.after(place, wanted, PAGE);
      if (place < page.purged()) {
        return -1;
      }
      stream.write(page.events().stream().map(writer).toList());
      if (page.end() == place) {
        return place;
      }
      place = page.end();
    }
    return place;
  }
}
