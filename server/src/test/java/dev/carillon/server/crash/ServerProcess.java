package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.server.invariant.Vitals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A server in a process of its own, from the classes that the tests run with. */
public final class ServerProcess implements AutoCloseable {

  public static final String USERNAME = "admin";
  public static final String PASSWORD = "correct horse battery staple";

  /** No start and no end takes so long, however busy the machine is. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** What a process has printed is there when it ends, and is only to be read. */
  private static final Duration READ_WITHIN = Duration.ofSeconds(10);

  private static final int PORT_MIN = 12_000;
  private static final int PORT_MAX = 32_000;

  private final Process process;
  private final int port;
  private final Queue<String> printed = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Duration> ready = new CompletableFuture<>();
  private volatile Duration heldUp = Duration.ZERO;
  private final CountDownLatch allRead = new CountDownLatch(1);
  private final long startedAt = System.nanoTime();

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server and waits until it says that it is ready. */
  public static ServerProcess start(Path home, int port) throws IOException, InterruptedException {
    return start(home, port, Launch.PLAIN);
  }

  /** Starts a server with these options of Java and waits until it says that it is ready. */
  public static ServerProcess start(Path home, int port, String... jvm)
      throws IOException, InterruptedException {
    return start(home, port, Launch.PLAIN.with(jvm));
  }

  /** Starts a server so and waits until it says that it is ready. */
  static ServerProcess start(Path home, int port, Launch launch)
      throws IOException, InterruptedException {
    ServerProcess server = launched(home, port, launch);
    if (!server.cameUp()) {
      server.close();
      throw new IllegalStateException("the server did not start: " + server.printed());
    }
    return server;
  }

  /** Starts a server so, which may end before it is ready. */
  public static ServerProcess launched(Path home, int port, Launch launch) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(launch.command(home, port)).redirectErrorStream(true);
    builder.environment().put("CARILLON_ADMIN_USERNAME", USERNAME);
    builder.environment().put("CARILLON_ADMIN_PASSWORD", PASSWORD);
    ServerProcess server = new ServerProcess(builder.start(), port);
    Thread.ofVirtual().start(server::listen);
    return server;
  }

  /**
   * A port that was free a moment ago; none of those that the system gives to whoever asks for any,
   * or another might have it before the server does, or while that is down.
   */
  public static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // another one will do
      }
    }
  }

  /** The first user, logged in; good for later runs on the same home and port too. */
  public Client client() throws IOException {
    return Client.of(port, USERNAME, PASSWORD).loggedIn(USERNAME, PASSWORD);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Whether the process has not ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** Waits until it is ready, or has ended: false. */
  public boolean cameUp() throws InterruptedException {
    try {
      ready.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      printThreads();
      return false;
    } catch (ExecutionException ended) {
      return false;
    }
  }

  /** How long it took from the start of the process until it said that it is ready. */
  Duration readyAfter() {
    return ready.getNow(Duration.ZERO);
  }

  /** The same without the time in which it could run, and the machine ran something else. */
  Duration recoveredAfter() {
    return readyAfter().minus(heldUp);
  }

  /** What it printed. */
  public String printed() {
    return String.join("\n", printed);
  }

  Vitals vitals() throws IOException {
    return Vitals.of(java().pid());
  }

  /** Kills it at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    process.waitFor();
    awaitLastLines();
  }

  /** The processes that it has started, such as the one that runs templates. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** Kills these. */
  void killChildren() {
    children().forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits until it has ended by itself, and all that it printed is known; its exit code. */
  int ended() throws InterruptedException {
    awaitEnd();
    awaitLastLines();
    return process.exitValue();
  }

  /** Has Java print what each of its threads waits for. */
  private void printThreads() throws InterruptedException {
    try {
      String pid = Long.toString(java().pid());
      new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
      Thread.sleep(Duration.ofSeconds(1));
    } catch (IOException unknown) {
      printed.add("its threads cannot be printed: " + unknown.getMessage());
    }
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      printThreads();
      throw new IllegalStateException("still running: " + printed());
    }
  }

  /** A test that misses a line says so itself. */
  private void awaitLastLines() throws InterruptedException {
    var _ = allRead.await(READ_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks it to stop, as {@code kill} does, and waits; how long that took. */
  public Duration terminate() throws InterruptedException {
    long asked = System.nanoTime();
    java().destroy();
    awaitEnd();
    Duration took = Duration.ofNanos(System.nanoTime() - asked);
    awaitLastLines();
    return took;
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server itself, which may run below a program that watches it. */
  private ProcessHandle java() {
    try (Stream<ProcessHandle> below = process.descendants()) {
      return below.filter(ServerProcess::decodesNoFiles).findFirst().orElse(process.toHandle());
    }
  }

  /** Java leaves out the arguments of a process that has many; the system tells them. */
  private static boolean decodesNoFiles(ProcessHandle each) {
    try {
      Path arguments = Path.of("/proc/" + each.pid() + "/cmdline");
      return !Files.readString(arguments, ISO_8859_1).contains("RenderProcess");
    } catch (IOException ended) {
      return false;
    }
  }

  /** How long the thread that starts the server, named as its program is, was not let run. */
  private Duration waitedForProcessor() {
    long nanos = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + java().pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().equals("java")) {
          // how long it ran, how long it waited to run, how often it ran
          nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[1]);
        }
      }
    } catch (IOException | UncheckedIOException ended) {
      // a thread that ends while this looks, or a system that does not tell
    }
    return Duration.ofNanos(nanos);
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.contains(" is ready on ")) {
          Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
          heldUp = waitedForProcessor();
          ready.complete(took);
        }
      }
      ready.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException failed) {
      ready.completeExceptionally(failed);
      throw new UncheckedIOException(failed);
    } finally {
      allRead.countDown();
    }
  }
}
