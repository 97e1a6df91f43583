package dev.carillon.hooks.testkit;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import java.util.List;
import java.util.Optional;

/** The journal of a map. */
record MemoryJournal(MemoryTables tables) implements Journal {

  @Override
  public Page after(long sequence, Wanted wanted, int limit) {
    synchronized (tables) {
      List<Recorded> found =
          tables.events.tailMap(sequence, false).entrySet().stream()
              .map(entry -> recorded(entry.getKey(), entry.getValue()))
              .filter(wanted::matches)
              .limit(limit)
              .toList();
      boolean full = found.size() == limit;
      long end = full ? found.getLast().sequence() : Math.max(sequence, newest());
      return new Page(found, end, swept());
    }
  }

  @Override
  public Optional<Recorded> find(Event.Id id) {
    synchronized (tables) {
      return tables.events.entrySet().stream()
          .filter(entry -> entry.getValue().id().equals(id))
          .findFirst()
          .map(entry -> recorded(entry.getKey(), entry.getValue()));
    }
  }

  @Override
  public long newest() {
    synchronized (tables) {
      return tables.events.isEmpty() ? 0 : tables.events.lastKey();
    }
  }

  @Override
  public long swept() {
    synchronized (tables) {
      return tables.swept;
    }
  }

  private static Recorded recorded(long sequence, Event event) {
    return new Recorded(
        sequence,
        event.id(),
        event.type(),
        event.subject(),
        event.time(),
        event.snapshot().bytes());
  }
}
