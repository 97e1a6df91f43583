package dev.carillon.server.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writers that change assets of their own through several nodes in turn: each change begins after
 * the response to the one before, so there is one order of the changes of an asset.
 */
final class OrderedLoad {

  private static final Duration PAUSE = Duration.ofMillis(40);

  private final List<Client> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  private OrderedLoad() {}

  /** So many writers at work, at all nodes. */
  static OrderedLoad on(NodesScenario scenario, int writers) throws IOException {
    OrderedLoad load = new OrderedLoad();
    for (int node = 0; node < scenario.count(); node++) {
      load.clients.add(scenario.node(node).client());
    }
    for (Journal.Writer writer : scenario.writers(writers)) {
      load.threads.add(Thread.ofVirtual().start(() -> load.run(writer)));
    }
    return load;
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
      for (int call = 0; !ended; call++) {
        writer.step(clients.get(call % clients.size()));
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }
}
