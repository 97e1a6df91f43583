package dev.carillon.server.faults.clock;

import dev.carillon.server.testing.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server in a process of its own, which goes by a clock that the test moves. */
final class ClockedServer implements AutoCloseable {

  static final String USERNAME = "admin";
  static final String PASSWORD = "correct horse battery staple";

  private static final int PATIENCE_SECONDS = 60;
  private static final String READY = " is ready on ";

  private final Process process;
  private final Queue<String> printed = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private ClockedServer(Process process) {
    this.process = process;
  }

  /**
   * Launches a server, which may refuse to start.
   *
   * @param database an address, or empty for the embedded one
   */
  static ClockedServer launch(Path home, FakedClock clock, String database, String... properties)
      throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.write(home.resolve("config").resolve("cluster-properties.txt"), List.of(properties));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.server.Main",
                "serve",
                "--port",
                "0",
                "--home",
                home.toString()));
    if (!database.isEmpty()) {
      command.addAll(List.of("--database", database));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(clock.environment());
    builder.environment().put("CARILLON_ADMIN_USERNAME", USERNAME);
    builder.environment().put("CARILLON_ADMIN_PASSWORD", PASSWORD);
    ClockedServer server = new ClockedServer(builder.start());
    Thread.ofVirtual().start(server::listen);
    return server;
  }

  /** Its address, once it is ready. */
  String url() throws InterruptedException {
    try {
      return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("the server did not start: " + printed(), failed);
    }
  }

  /** A client without credentials. */
  TestClient nobody() throws InterruptedException {
    return TestClient.at(url()).unchecked();
  }

  /** Its first user, with the token of a login. */
  TestClient bearer() throws InterruptedException {
    return nobody().tokenLoggedIn(USERNAME, PASSWORD);
  }

  /** Registers a webhook for new assets; its secret. */
  static String webhook(TestClient by, String url) {
    String body =
        """
        {"name": "clock", "url": "%s", "eventTypes": ["asset_create"]}"""
            .formatted(url);
    return by.json("POST", "/services/admin/webhook", body).ok().path("secretToken").asText();
  }

  /** Whether it came up; false where it ended instead. */
  boolean cameUp() throws InterruptedException {
    try {
      ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException ended) {
      return false;
    }
  }

  String printed() {
    return String.join("\n", printed);
  }

  /** Asks it to stop, and waits. */
  void stop() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running a minute after it was told to stop");
    }
  }

  /** As {@code kill -9} does. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.contains(READY)) {
          String after = line.substring(line.indexOf(READY) + READY.length());
          ready.complete(after.split(" ", 2)[0]);
        }
      }
      ready.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException failed) {
      ready.completeExceptionally(failed);
      throw new UncheckedIOException(failed);
    }
  }
}
