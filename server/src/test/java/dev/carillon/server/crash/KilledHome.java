package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A home on one of the databases, on which servers are started and killed one after the other.
 *
 * @param path of the home
 * @param port of all its servers
 * @param url of its database
 */
record KilledHome(Path path, int port, String url) {

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
    return new KilledHome(
        path, ServerProcess.freePort(), url.isEmpty() ? new StoreFile(path).url() : url);
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

  /** The next server dies when it first passes this point. */
  void diesAt(Point point, Step before, Step during) throws Exception {
    diesAt(point, 1, before, during);
  }

  /**
   * The next server dies at a point, and the processes that it had started end with it.
   *
   * @param passes at which pass of the point
   * @param before what is done first
   * @param during what passes the point, and may get no response
   */
  void diesAt(Point point, int passes, Step before, Step during) throws Exception {
    Path folder = path.resolveSibling("point");
    try (ServerProcess server = ServerProcess.start(path, port, point.in(folder))) {
      Client client = server.client();
      before.with(client);
      List<ProcessHandle> children = server.children();
      Point.arm(folder, passes);
      try {
        during.with(client);
      } catch (IOException cut) {
        // it died before it responded
      }
      assertThat(server.ended()).isEqualTo(Point.EXIT_CODE);
      Await.until("its processes end", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      Point.disarm(folder);
    }
  }

  /** The one number that this asks the database for, whether a server runs or not. */
  long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Sql.number(connection, sql);
    }
  }

  /** The texts that this asks the database for. */
  List<String> texts(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Sql.list(connection, sql, row -> row.getString(1));
    }
  }

  /** All deliveries. */
  StoredDeliveries deliveries() throws SQLException {
    return StoredDeliveries.in(url);
  }

  /** Something that is done with a server. */
  @FunctionalInterface
  interface Step {
    void with(Client client) throws Exception;
  }
}
