package dev.carillon.bench.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, from its start until it is closed. */
public final class RunningServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern OWN_FIGURE = Pattern.compile("\\(([0-9.]+) s after java started\\)");
  private static final byte[] PING =
      "GET /services/ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Process process;
  private final int port;
  private final Path output;
  private final Duration ready;

  private RunningServer(Process process, int port, Path output, Duration ready) {
    this.process = process;
    this.port = port;
    this.output = output;
    this.ready = ready;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param command what to run before the options
   * @param home where it keeps everything; what it prints goes to a file beside
   * @throws IOException if it does not come to answer
   */
  public static RunningServer start(List<String> command, Path home)
      throws IOException, InterruptedException {
    return start(command, home, Map.of());
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param command what to run before the options
   * @param home where it keeps everything; what it prints goes to a file beside
   * @param environment further variables
   * @throws IOException if it does not come to answer
   */
  public static RunningServer start(
      List<String> command, Path home, Map<String, String> environment)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("serve", "--home", home.toString(), "--port", Integer.toString(port)));
    Path output = home.resolveSibling(home.getFileName() + ".log");
    long started = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() - started > PATIENCE.toNanos()) {
        process.destroyForcibly();
        throw new IOException("the server did not start: " + Files.readString(output));
      }
      Thread.sleep(2);
    }
    return new RunningServer(process, port, output, Duration.ofNanos(System.nanoTime() - started));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** The processor time it has used. */
  public long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** The same with that of the processes below it which still run. */
  public long cpuNanosOfAll() {
    try (Stream<ProcessHandle> below = process.descendants()) {
      return cpuNanos()
          + below
              .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
              .sum();
    }
  }

  /** From the start of the process to the first answer of {@code /services/ping}. */
  public Duration ready() {
    return ready;
  }

  /** What the server itself says it took, in seconds. */
  public double ownFigure() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher printed = OWN_FIGURE.matcher(Files.readString(output));
      if (printed.find()) {
        return Double.parseDouble(printed.group(1));
      }
      Thread.sleep(10);
    }
    throw new IOException("the server does not say how long it took");
  }

  /** The memory it has in use, in MiB. */
  public double residentMebibytes() throws IOException {
    return Machine.kilobytes("/proc/" + process.pid() + "/status", "VmRSS") / 1024.0;
  }

  /** The command line that runs, up to its options. */
  public List<String> command() throws IOException {
    String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    List<String> words = List.of(line.split("\0", -1));
    return words.subList(0, words.indexOf("serve"));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("the server does not stop");
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(PING);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
