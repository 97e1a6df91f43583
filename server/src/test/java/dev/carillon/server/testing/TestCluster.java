package dev.carillon.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Several servers at work on one PostgreSQL database and one file store, each with a home of its
 * own and the same keys. All of them run in this process.
 */
public final class TestCluster implements AutoCloseable {

  private final Path folder;
  private final String database;
  private final Map<String, String> options;
  private final List<TestServer> nodes = new ArrayList<>();

  /** So many servers, on a new database; their homes are in this folder. */
  public TestCluster(Path folder, int nodes) {
    this(folder, nodes, Map.of());
  }

  /** The same with more options of {@code serve}, for each of them. */
  public TestCluster(Path folder, int nodes, Map<String, String> more) {
    this.folder = folder;
    this.database = TestDatabase.POSTGRESQL.fresh();
    this.options = new HashMap<>(more);
    options.put("nodes", "many");
    options.put("fileStore", folder.resolve("shared-files").toString());
    for (int i = 0; i < nodes; i++) {
      add();
    }
  }

  /** Starts one more, with the keys of the first. */
  public TestServer add() {
    TestServer node = new TestServer(prepareHome(), database, options);
    nodes.add(node);
    return node;
  }

  /** A home for one more server, with the keys of the first, in which none has started yet. */
  public Path prepareHome() {
    Path home = folder.resolve("node-" + nodes.size());
    if (!nodes.isEmpty()) {
      copyKeys(nodes.getFirst().home(), home);
    }
    return home;
  }

  /** One of them, counted from 0. */
  public TestServer node(int index) {
    return nodes.get(index);
  }

  /** All of them. */
  public List<TestServer> nodes() {
    return List.copyOf(nodes);
  }

  /** The database, as an option of {@code serve}. */
  public String database() {
    return database;
  }

  /** The options that each of them is started with. */
  public Map<String, String> options() {
    return Map.copyOf(options);
  }

  private static void copyKeys(Path from, Path to) {
    try (Stream<Path> files = Files.list(from.resolve("config"))) {
      Files.createDirectories(to.resolve("config"));
      for (Path key : files.filter(file -> file.toString().endsWith(".key")).toList()) {
        Files.copy(key, to.resolve("config").resolve(key.getFileName()));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Stops those that still run, the last first. */
  @Override
  public void close() {
    nodes.reversed().forEach(TestServer::close);
  }
}
