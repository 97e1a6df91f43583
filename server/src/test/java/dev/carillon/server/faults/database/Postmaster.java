package dev.carillon.server.faults.database;

import dev.carillon.server.testing.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server that commits durably, and dies and comes back when a test says so. */
public final class Postmaster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FAST_SHUTDOWN = "-INT";

  private final Path data;
  private final int port;
  private final List<String> command;
  private long pid;
  private List<ProcessHandle> children = List.of();

  private Postmaster(Path data, int port) throws IOException {
    this.data = data;
    this.port = port;
    this.pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    this.command = List.of(line.split("\0", -1)).stream().filter(word -> !word.isEmpty()).toList();
  }

  /** Makes a server whose files lie in this folder, which must not be there yet. */
  @SuppressWarnings("resource") // this closes it, since it also outlives it
  public static Postmaster in(Path data, String... settings) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on");
    for (String setting : settings) {
      String[] both = setting.split("=", 2);
      builder.setServerConfig(both[0], both[1]);
    }
    EmbeddedPostgres started = builder.start();
    return new Postmaster(data, started.getPort());
  }

  /** A new, empty database; its address. */
  public String newDatabase(String name, String more) throws SQLException {
    execute("create database " + name + " " + more);
    return url(port, name);
  }

  /** The address of a database behind this port. */
  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  int port() {
    return port;
  }

  /** A connection to the database that is always there. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(port, "postgres"));
  }

  /** Runs a statement outside any transaction. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Kills the first process alone, as {@code kill -9} does; the others notice and end. */
  public void kill() throws Exception {
    children = ProcessHandle.of(pid).map(ProcessHandle::children).orElse(Stream.empty()).toList();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd();
  }

  /** Whether processes that it had when it was killed have not noticed yet, and still answer. */
  boolean dying() {
    return children.stream().anyMatch(ProcessHandle::isAlive);
  }

  /** Ends it in order, but asks no client. */
  void stop() throws Exception {
    new ProcessBuilder("kill", FAST_SHUTDOWN, Long.toString(pid)).start().waitFor();
    awaitEnd();
  }

  boolean alive() {
    return ProcessHandle.of(pid).isPresent();
  }

  /** Starts it again on the same files and port, and returns when it takes connections. */
  public void start() throws Exception {
    Await.until(PATIENCE, this::started);
  }

  @Override
  public void close() throws IOException {
    if (alive()) {
      new ProcessBuilder("kill", FAST_SHUTDOWN, Long.toString(pid)).start();
      ProcessHandle.of(pid).ifPresent(server -> server.onExit().join());
    }
  }

  private void awaitEnd() throws Exception {
    Await.until(PATIENCE, () -> !alive());
  }

  /** The killed one's children may hold its memory for a moment: then it ends at once. */
  private boolean started() throws Exception {
    List<String> whole = new ArrayList<>(List.of("unshare", "-U"));
    whole.addAll(command);
    Process process =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile())
            .start();
    pid = process.pid();
    while (process.isAlive()) {
      if (answers()) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private boolean answers() {
    try {
      execute("select 1");
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** What it said after it was started again. */
  String log() throws IOException {
    return Files.readString(
        data.resolveSibling(data.getFileName() + ".log"), StandardCharsets.UTF_8);
  }
}
