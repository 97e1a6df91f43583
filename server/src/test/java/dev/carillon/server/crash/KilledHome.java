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
      Files.writeString(config.resolve("node.properties"), nodeOf(url, path));
    }
    return new KilledHome(path, ServerProcess.freePort());
  }

  /**
   * The properties of a node of several: it may start while the lease of a killed one goes on,
   * whose deliveries it adopts when that ends.
   */
  static String nodeOf(String database, Path home) {
    return "database=%s%nnodes=many%nfileStore=%s%n"
        .formatted(database, home.resolveSibling(home.getFileName() + "-files"));
  }

  /** Starts the next server. */
  ServerProcess start() throws IOException, InterruptedException {
    return ServerProcess.start(path, port);
  }
}
