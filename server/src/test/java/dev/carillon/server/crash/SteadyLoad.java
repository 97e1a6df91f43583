package dev.carillon.server.crash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writers that ask one node whatever it answers, with a pause after each change. */
final class SteadyLoad {

  /** After a change that was not made, so that a node in trouble is not asked without end. */
  private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);

  private final Client client;
  private final Duration pause;
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean ended;

  private SteadyLoad(List<Journal.Writer> writers, Client client, Duration pause) {
    this.client = client;
    this.pause = pause;
    this.threads =
        writers.stream().map(writer -> Thread.ofVirtual().unstarted(() -> run(writer))).toList();
  }

  /** Writers at work. */
  static SteadyLoad of(List<Journal.Writer> writers, Client client, Duration pause) {
    SteadyLoad load = new SteadyLoad(writers, client, pause);
    load.threads.forEach(Thread::start);
    return load;
  }

  /** What was asked for, and how it was answered. */
  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Tells the writers to stop after what is under way, and waits. */
  void stop() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void run(Journal.Writer writer) {
    try {
      while (!ended) {
        Instant at = Instant.now();
        Client.Answer answer = writer.step(client);
        asked.add(new Asked(at, answer, Duration.between(at, Instant.now())));
        Thread.sleep(answer.ok() ? pause : AFTER_REFUSAL);
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A change that was asked for.
   *
   * @param at when
   * @param answer status 0 where none came
   * @param took how long that took
   */
  record Asked(Instant at, Client.Answer answer, Duration took) {

    /** Whether it was answered with what is the matter. */
    boolean refusedWithReason() {
      boolean away = answer.status() == 503 && answer.body().contains("database cannot be reached");
      boolean unknown = answer.status() == 504 && answer.body().contains("may have been made");
      return away || unknown;
    }
  }
}
