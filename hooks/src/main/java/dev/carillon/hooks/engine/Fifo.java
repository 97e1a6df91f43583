package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Due;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** First in, first out. Retries wait in the store. */
final class Fifo implements Queued {

  private final Deque<Due> ready = new ArrayDeque<>();

  @Override
  public void add(Due due) {
    ready.addLast(due);
  }

  @Override
  public Optional<Due> next(Instant now) {
    return Optional.ofNullable(ready.pollFirst());
  }

  @Override
  public boolean ready(Instant now) {
    return !ready.isEmpty();
  }

  @Override
  public boolean retry(Due due) {
    return false;
  }

  @Override
  public void ended(Due due) {
    // nothing waits for it
  }

  @Override
  public void clear(Collection<Due> busy) {
    ready.clear();
  }

  @Override
  public int size() {
    return ready.size();
  }

  @Override
  public Instant nextDue() {
    return Instant.MAX;
  }

  @Override
  public Instant earliest() {
    return ready.isEmpty() ? Instant.MAX : ready.peekFirst().dueAt();
  }

  @Override
  public boolean inSequence() {
    return false;
  }
}
