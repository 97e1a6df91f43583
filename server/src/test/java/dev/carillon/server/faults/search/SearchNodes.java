package dev.carillon.server.faults.search;

import dev.carillon.server.crash.ServerProcess;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several nodes, each in a process of its own, on one database, one file store, one OpenSearch. */
final class SearchNodes implements AutoCloseable {

  private final Path folder;
  private final Map<String, String> search;
  private final String database = TestDatabase.POSTGRESQL.fresh();
  private final List<ServerProcess> nodes = new ArrayList<>();

  /** So many nodes, started one after the other. */
  SearchNodes(Path folder, OpenSearchServer engine, int count) throws Exception {
    this.folder = folder;
    this.search = TestSearch.optionsFor(engine);
    try {
      for (int node = 0; node < count; node++) {
        prepare(node);
        nodes.add(ServerProcess.start(home(node), ServerProcess.freePort()));
      }
    } catch (Exception | Error failed) {
      close();
      throw failed;
    }
  }

  /** The first user, at one of the nodes. */
  TestClient client(int node) {
    return TestClient.at("http://127.0.0.1:" + nodes.get(node).port())
        .unchecked()
        .tokenLoggedIn(ServerProcess.USERNAME, ServerProcess.PASSWORD);
  }

  /** What the database has. */
  AssetsByStatus stored() throws Exception {
    return AssetsByStatus.in(database);
  }

  /** Kills a node at once. */
  void kill(int node) throws InterruptedException {
    nodes.get(node).kill();
  }

  /** Stops the process of a node where it is. */
  void freeze(int node) throws Exception {
    signal(node, "-STOP");
  }

  /** Lets a frozen node continue. */
  void thaw(int node) throws Exception {
    signal(node, "-CONT");
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
  }

  private void signal(int node, String name) throws Exception {
    String pid = Long.toString(nodes.get(node).pid());
    int code = new ProcessBuilder("kill", name, pid).start().waitFor();
    if (code != 0) {
      throw new IOException("kill " + name + " ended with " + code);
    }
  }

  /** Nodes that share a database share files, keys and the search. */
  private void prepare(int node) throws IOException {
    Path config = Files.createDirectories(home(node).resolve("config"));
    Map<String, String> properties = new HashMap<>(search);
    properties.put("database", database);
    properties.put("nodes", "many");
    properties.put("fileStore", folder.resolve("files").toString());
    Files.writeString(
        config.resolve("node.properties"),
        properties.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
            .collect(Collectors.joining()));
    if (node > 0) {
      try (Stream<Path> files = Files.list(home(0).resolve("config"))) {
        for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
          Files.copy(key, config.resolve(key.getFileName()));
        }
      }
    }
  }

  private Path home(int node) {
    return folder.resolve("node" + node);
  }
}
