package dev.carillon.server.crash;

import java.util.List;

/** Writers at work, all at once, until nobody answers them or they are told to stop. */
record Load(List<Thread> threads) {

  /** Starts them. */
  static Load of(List<Journal.Writer> writers, Client client) {
    return new Load(
        writers.stream()
            .map(writer -> Thread.ofVirtual().start(() -> writer.run(client)))
            .toList());
  }

  /** Waits until all have ended. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Tells them to stop, and waits. */
  void stop() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    join();
  }
}
