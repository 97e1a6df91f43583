package dev.carillon.server.faults.search;

import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One client that searches again and again, and notes what it gets and how soon. */
final class Searches implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final TestClient client;
  private final Map<Integer, AtomicInteger> statuses = new TreeMap<>();
  private final ConcurrentSkipListSet<String> reasons = new ConcurrentSkipListSet<>();
  private final AtomicLong longest = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private Searches(TestClient client) {
    this.client = client;
    this.thread = Thread.ofVirtual().start(this::run);
  }

  /** Begins to search. */
  static Searches by(TestClient client) {
    return new Searches(client);
  }

  /** Ends, once the last response is here. */
  Searches stop() throws InterruptedException {
    stopped = true;
    thread.join();
    return this;
  }

  /** How many responses had this status. */
  int responses(int status) {
    return statuses.getOrDefault(status, new AtomicInteger()).get();
  }

  /** How many responses there were. */
  int responses() {
    return statuses.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** What the responses said that were no success, each once. */
  ConcurrentSkipListSet<String> reasons() {
    return reasons;
  }

  /** The longest time that a response took. */
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  private void run() {
    try {
      while (!stopped) {
        search();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void search() {
    long asked = System.nanoTime();
    TestResponse response = client.get("/services/search", "q", "status:s1", "num", "10");
    longest.accumulateAndGet(System.nanoTime() - asked, Math::max);
    statuses.computeIfAbsent(response.status(), any -> new AtomicInteger()).incrementAndGet();
    if (response.status() != 200) {
      reasons.add(response.json().path("message").asText());
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
