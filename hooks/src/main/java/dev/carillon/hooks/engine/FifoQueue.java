package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DueDelivery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** First in, first out. Retries wait in the store. */
final class FifoQueue implements WaitingDeliveries {

  private final Deque<KnownDelivery> ready = new ArrayDeque<>();

  @Override
  public void add(KnownDelivery one) {
    ready.addLast(one);
  }

  @Override
  public Optional<KnownDelivery> next(Instant now) {
    return Optional.ofNullable(ready.pollFirst());
  }

  @Override
  public boolean ready(Instant now) {
    return !ready.isEmpty();
  }

  @Override
  public boolean retry(KnownDelivery one) {
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
