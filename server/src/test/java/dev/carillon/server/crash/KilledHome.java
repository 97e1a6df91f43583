package dev.carillon.server.crash;

import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A home on one of the databases, on which servers are started and killed one after the other.
 *
 * @param path of the home
 * @param port of all its servers
 */
record KilledHome(Path path, int port) {

  /**
   * A new home.
   *
   * @param properties lines of the cluster properties
   */
  static KilledHome on(TestDatabase database, Path path, String... properties) throws IOException {
    Path config = Files.createDirectories(path.resolve("config"));
    Files.write(config.resolve("cluster-properties.txt"), List.of(properties));
    String url = database.fresh();
    if (!url.isEmpty()) {
      Files.writeString(config.resolve("node.properties"), "database=" + url + "\n");
    }
    return new KilledHome(path, ServerProcess.freePort());
  }

  /** Starts the next server. */
  ServerProcess start() throws IOException, InterruptedException {
    return ServerProcess.start(path, port);
  }
}
