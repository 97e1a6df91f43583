package dev.carillon.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server in a process of its own, from the classes that the tests run with. */
public final class ServerProcess implements AutoCloseable {

  static final String USERNAME = "admin";
  static final String PASSWORD = "correct horse battery staple";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final Queue<String> printed = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Duration> ready = new CompletableFuture<>();
  private final long startedAt = System.nanoTime();

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server and waits until it says that it is ready. */
  public static ServerProcess start(Path home, int port) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                // it lives for seconds: quick to start counts more than quick later
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.carillon.server.Main",
                "serve"));
    command.addAll(List.of("--home", home.toString(), "--port", Integer.toString(port)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CARILLON_ADMIN_USERNAME", USERNAME);
    builder.environment().put("CARILLON_ADMIN_PASSWORD", PASSWORD);
    ServerProcess server = new ServerProcess(builder.start(), port);
    Thread.ofVirtual().start(server::listen);
    server.awaitReady();
    return server;
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The first user, logged in; good for later runs on the same home and port too. */
  public Client client() throws IOException, InterruptedException {
    return Client.of("http://localhost:" + port, USERNAME, PASSWORD).loggedIn(USERNAME, PASSWORD);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** How long it took from the start of the process until it said that it is ready. */
  Duration readyAfter() {
    return ready.getNow(Duration.ZERO);
  }

  /** What it printed. */
  public String printed() {
    return String.join("\n", printed);
  }

  /** Kills it at once, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Asks it to stop, as {@code kill} does, and waits; how long that took. */
  Duration terminate() throws InterruptedException {
    long asked = System.nanoTime();
    process.toHandle().destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running a minute after it was told to stop");
    }
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  private void awaitReady() throws InterruptedException {
    try {
      ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      close();
      throw new IllegalStateException("the server did not start: " + printed(), failed);
    }
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.contains(" is ready on ")) {
          ready.complete(Duration.ofNanos(System.nanoTime() - startedAt));
        }
      }
      ready.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException failed) {
      ready.completeExceptionally(failed);
      throw new UncheckedIOException(failed);
    }
  }
}
