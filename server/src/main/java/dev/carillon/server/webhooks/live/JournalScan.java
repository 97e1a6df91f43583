package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Page;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.server.platform.http.capacity.CpuPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for events that fit a {@link JournalQuery}, part by part, with bounded work for each call:
 * so many events and so much time, and so many bytes of what was found. A caller goes on from where
 * it ended.
 *
 * @param snapshots reads what was stored with events
 * @param cpu where queries are asked
 */
record JournalScan(Journal journal, SnapshotReader snapshots, CpuPool cpu) {

  /** So many events are in memory at once. */
  private static final int PART = 50;

  private static final int EXAMINED_MAX = 2_000;
  private static final int BYTES_MAX = 1_000_000;
  private static final Duration TIME_MAX = Duration.ofSeconds(2);

  /** Where to begin at the earliest: before that nothing is wanted. */
  long begin(JournalQuery query, long after) {
    return query.time().begins() ? Math.max(after, journal.before(query.time().from())) : after;
  }

  /**
   * The next ones.
   *
   * @param limit at most so many, 1 or more
   */
  Page next(long after, JournalQuery query, int limit) {
    if (!query.looksAtEach()) {
      return journal.after(after, query.wanted(), limit);
    }
    Part part = new Part(begin(query, after));
    boolean ends = query.time().to().isBefore(Span.ALWAYS.to());
    long until = ends ? journal.behind(query.time().to()) : Long.MAX_VALUE;
    long stopAt = System.nanoTime() + TIME_MAX.toNanos();
    long purged = journal.purged();
    boolean more = part.end < until;
    while (more && part.goesOn(limit) && System.nanoTime() < stopAt) {
      Page page = journal.after(part.end, query.wanted(), PART);
      if (part.end < page.purged() && part.end > after) {
        // some behind this place may be missing: a client that goes on from here is told so
        return new Page(part.found, part.end, purged);
      }
      more = page.end() > part.end && page.end() < until;
      List<Recorded> wanted =
          cpu.run(
              () -> page.events().stream().filter(one -> query.matches(one, snapshots)).toList());
      part.add(page, wanted, limit);
      purged = page.purged();
    }
    return new Page(part.found, part.end, purged);
  }

  /** What was found so far. */
  private static final class Part {

    private final List<Recorded> found = new ArrayList<>();
    private long end;
    private long examined;
    private long bytes;

    Part(long begin) {
      end = begin;
    }

    boolean goesOn(int limit) {
      return found.size() < limit && examined < EXAMINED_MAX && bytes < BYTES_MAX;
    }

    void add(Page page, List<Recorded> wanted, int limit) {
      examined += Math.max(1, page.events().size());
      end = page.end();
      for (Recorded one : wanted) {
        if (found.size() == limit || bytes >= BYTES_MAX) {
          end = one.sequence() - 1;
          return;
        }
        found.add(one);
        bytes += one.snapshot().length;
      }
    }
  }
}
