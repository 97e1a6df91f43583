package dev.carillon.server.attacks.prices;

import dev.carillon.server.attacks.AttackedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many of one request at once, and what others feel meanwhile. */
final class Crush {

  private static final int MANY = 50;
  private static final int LOOKS = 3;

  private final AttackedServer server;
  private final Wire wire;
  private int number = 40_000;

  Crush(AttackedServer server) {
    this.server = server;
    this.wire = new Wire(server.port());
  }

  /**
   * What others felt.
   *
   * @param healthMillis the longest that {@code /health/live} took
   * @param loginMillis the longest that a log-in took
   * @param meanwhile how many of the many were still unanswered when the last look began
   */
  record Felt(long healthMillis, long loginMillis, int meanwhile, List<Integer> statuses) {}

  /** Sends many at once from as many addresses, and looks in from another one. */
  Felt felt(Payer caller, Costly request) throws InterruptedException {
    Map<String, String> proof = server.proof(caller.visitor());
    millis(login()); // from now on this is where the user has been before
    AtomicInteger left = new AtomicInteger(MANY);
    CountDownLatch begun = new CountDownLatch(MANY);
    try (ExecutorService senders = Executors.newFixedThreadPool(MANY)) {
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String from = Wire.address(number++);
        statuses.add(
            senders.submit(
                () -> {
                  begun.countDown();
                  int status = wire.status(from, request, proof);
                  left.decrementAndGet();
                  return status;
                }));
      }
      begun.await();
      long health = 0;
      long login = 0;
      int meanwhile = 0;
      for (int i = 0; i < LOOKS; i++) {
        meanwhile = left.get();
        health = Math.max(health, millis(Costly.of("", "GET", "/health/live", Map.of())));
        login = Math.max(login, millis(login()));
      }
      List<Integer> all = new ArrayList<>();
      for (var status : statuses) {
        all.add(status.get());
      }
      return new Felt(health, login, meanwhile, all.stream().distinct().sorted().toList());
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A log-in that is right. */
  private static Costly login() {
    return login("eve", AttackedServer.PASSWORD);
  }

  /** A log-in. */
  static Costly login(String username, String password) {
    String body = "username=" + username + "&password=" + password;
    return Costly.of("log-in", "POST", "/services/login", Costly.FORM, body);
  }

  private long millis(Costly request) {
    long from = System.nanoTime();
    int status = wire.status("127.0.0.1", request, Map.of());
    if (status != 200) {
      throw new IllegalStateException(request.target() + " was answered " + status);
    }
    return (System.nanoTime() - from) / 1_000_000;
  }
}
