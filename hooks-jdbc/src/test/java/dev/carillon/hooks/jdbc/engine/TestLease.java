package dev.carillon.hooks.jdbc.engine;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.delivery.Lease;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A lease that counts its renewals, and fails while the store is out of reach. */
final class TestLease implements Lease {

  private final AtomicInteger renewals = new AtomicInteger();
  private volatile boolean reachable = true;
  private volatile boolean released;
  private volatile boolean renewedAfterwards;

  @Override
  public Duration renewEvery() {
    return Duration.ofMillis(100);
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(2);
  }

  @Override
  public boolean renew() {
    if (!reachable) {
      throw new HooksException(Code.STORE_UNAVAILABLE, "cut off");
    }
    if (released) {
      renewedAfterwards = true;
    }
    renewals.incrementAndGet();
    return true;
  }

  @Override
  public void release() {
    released = true;
  }

  int renewals() {
    return renewals.get();
  }

  boolean released() {
    return released;
  }

  boolean renewedAfterwards() {
    return renewedAfterwards;
  }

  void reachable(boolean is) {
    reachable = is;
  }
}
