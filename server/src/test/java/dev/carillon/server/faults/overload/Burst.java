package dev.carillon.server.faults.overload;

import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients that change assets as fast as they are answered. One that is refused comes again
 * when it was told to.
 */
final class Burst {

  private final int port;
  private final String authorization;
  private final List<String> assets;
  private final AtomicInteger values = new AtomicInteger();

  Burst(int port, String authorization, List<String> assets) {
    this.port = port;
    this.authorization = authorization;
    this.assets = List.copyOf(assets);
  }

  /** So many changes by so many clients. */
  Tally run(int clients, int changes) throws InterruptedException {
    Tally tally = new Tally();
    AtomicInteger left = new AtomicInteger(changes);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String asset = assets.get(i % assets.size());
      threads.add(Thread.ofVirtual().start(() -> change(asset, left, tally)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return tally;
  }

  private void change(String asset, AtomicInteger left, Tally tally) {
    try (RawHttp connection = new RawHttp(port)) {
      while (left.getAndDecrement() > 0) {
        String form = "id=" + asset + "&status=v" + values.incrementAndGet();
        until2xx(connection, request(form), tally);
      }
    } catch (IOException broken) {
      tally.wrong.add(broken.toString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private String request(String form) {
    return """
        POST /services/update HTTP/1.1\r
        Host: localhost\r
        Authorization: %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(authorization, form.length(), form);
  }

  private static void until2xx(RawHttp connection, String request, Tally tally)
      throws IOException, InterruptedException {
    while (true) {
      long began = System.nanoTime();
      RawHttp.Reply reply = connection.send(request).reply();
      if (reply.status() / 100 == 2) {
        tally.acceptedNanos.add(System.nanoTime() - began);
        return;
      }
      String retryAfter = reply.header("Retry-After");
      if ((reply.status() != 429 && reply.status() != 503) || retryAfter.isEmpty()) {
        tally.wrong.add(reply.toString());
        return;
      }
      tally.refused.incrementAndGet();
      Thread.sleep(Duration.ofSeconds(Long.parseLong(retryAfter)));
    }
  }

  /** What was answered. */
  static final class Tally {
    private final Queue<Long> acceptedNanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    int accepted() {
      return acceptedNanos.size();
    }

    /** How often somebody was sent away until later. */
    int refused() {
      return refused.get();
    }

    /** Any other answer, and broken connections. */
    List<String> wrong() {
      return List.copyOf(wrong);
    }

    double p99Millis() {
      List<Long> sorted = acceptedNanos.stream().sorted().toList();
      return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e6;
    }
  }
}
