package dev.carillon.server.crash;

import java.io.IOException;
import java.util.List;

/** Writers that ask one node, until it does not answer. */
final class NodeLoad {

  private final List<Journal.Writer> writers;
  private final Client client;
  private Load load;

  private NodeLoad(List<Journal.Writer> writers, Client client) {
    this.writers = writers;
    this.client = client;
    this.load = Load.of(writers, client);
  }

  /** So many new writers at a node. */
  static NodeLoad on(NodesScenario scenario, int node, int writers) throws IOException {
    return new NodeLoad(scenario.writers(writers), scenario.node(node).client());
  }

  /** Waits until all writers have ended. */
  void join() throws InterruptedException {
    load.join();
  }

  /** The writers, which have ended, go on. */
  void resume() {
    load = Load.of(writers, client);
  }

  /** Tells the writers to stop, and waits. */
  void stop() throws InterruptedException {
    load.stop();
  }
}
