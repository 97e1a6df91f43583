package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** First in, first out. Retries wait in the store. */
final class FifoQueue implements WaitingDeliveries {

  private final Deque<DueDelivery> ready = new ArrayDeque<>();

  @Override
  public void add(DueDelivery due) {
    ready.addLast(due);
  }

  @Override
  public Optional<DueDelivery> next(Instant now) {
    return Optional.ofNullable(ready.pollFirst());
  }

  @Override
  public boolean ready(Instant now) {
    return !ready.isEmpty();
  }

  @Override
  public boolean retry(DueDelivery due) {
    return false;
  }

  @Override
  public void ended(DueDelivery due) {
    // nothing waits for it
  }

  @Override
  public void clear(Collection<DueDelivery> busy) {
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
  public boolean inSequence() {
    return false;
  }
}
