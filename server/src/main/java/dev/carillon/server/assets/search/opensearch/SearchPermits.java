package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many searches ask OpenSearch at the same time; each may hold a large response in memory. One
 * user, or one address without a login, gets a part of them; the server itself may have all.
 */
final class SearchPermits {

  static final int MAX = 16;
  static final int EACH = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Map<Object, Integer> taken = new HashMap<>();
  private int all;

  /** For whom the present thread searches; empty for the server itself. */
  static Optional<Object> caller() {
    return CurrentCall.get().map(SearchPermits::counted);
  }

  private static Object counted(Call call) {
    return call.knownCaller()
        .<Object>map(Caller::username)
        .orElseGet(() -> ClientAddress.counted(call.remoteAddress()));
  }

  /** Takes a permit, for which it waits so long at most: whether there was one. */
  boolean take(Optional<Object> caller, long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (all >= MAX || caller.map(one -> taken.getOrDefault(one, 0)).orElse(0) >= EACH) {
        if (left <= 0) {
          return false;
        }
        left = freed.awaitNanos(left);
      }
      all++;
      caller.ifPresent(one -> taken.merge(one, 1, Integer::sum));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a permit back that was taken. */
  void release(Optional<Object> caller) {
    lock.lock();
    try {
      all--;
      caller.ifPresent(
          one -> taken.computeIfPresent(one, (same, count) -> count == 1 ? null : count - 1));
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
