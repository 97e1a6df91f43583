package dev.carillon.server.faults.clock;

import dev.carillon.server.crash.Launch;
import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, which goes by a clock that the test moves. */
record ClockedServer(ServerProcess process) implements AutoCloseable {

  /**
   * Launches a server, which may refuse to start.
   *
   * @param database an address, or empty for the embedded one
   */
  static ClockedServer launch(Path home, FakedClock clock, String database, String... properties)
      throws IOException {
    TestServer.withProperties(home, properties);
    List<String> in = new ArrayList<>(List.of("env"));
    clock.environment().forEach((name, value) -> in.add(name + "=" + value));
    if (!database.isEmpty()) {
      in.add("CARILLON_DATABASE=" + database);
    }
    int port = ServerProcess.freePort();
    return new ClockedServer(ServerProcess.launched(home, port, Launch.WITHOUT_CACHE.below(in)));
  }

  /** Its address, once it is ready. */
  String url() throws InterruptedException {
    if (!process.cameUp()) {
      throw new IllegalStateException("the server did not start: " + process.printed());
    }
    return "http://localhost:" + process.port();
  }

  /** A client without credentials. */
  TestClient anonymous() throws InterruptedException {
    return TestClient.at(url()).unchecked();
  }

  /** Its first user, with the token of a login. */
  TestClient bearer() throws InterruptedException {
    return anonymous().tokenLoggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD);
  }

  /** Registers a webhook for new assets; its secret. */
  static String webhook(TestClient by, String url) {
    String body =
        """
        {"name": "clock", "url": "%s", "eventTypes": ["asset_create"]}"""
            .formatted(url);
    return by.json("POST", "/services/admin/webhook", body).ok().path("secretToken").asText();
  }

  /** As {@code kill -9} does. */
  @Override
  public void close() {
    process.close();
  }
}
