package dev.carillon.server.testing;

import dev.carillon.server.crash.ServerProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * OpenSearch in a process of its own, on this machine and without security. Its libraries are those
 * of the module {@code opensearch-process}, which has another Lucene than the server.
 */
public final class OpenSearchServer implements AutoCloseable {

  private static final Path MODULE = Path.of("..", "opensearch-process", "target");
  private static final String LISTENING = "OpenSearch listens on port ";
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final Path folder;
  private final int port;
  private Process process;
  private Duration startedWithin = Duration.ZERO;

  private OpenSearchServer(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = launched();
  }

  /** Starts one whose data are in this folder, and waits until it listens. */
  public static OpenSearchServer start(Path folder) throws IOException {
    return new OpenSearchServer(folder, ServerProcess.freePort());
  }

  /** The one of this process, which ends with it. */
  public static OpenSearchServer shared() {
    return Shared.SERVER;
  }

  /** A new beginning of names of indexes, so that tests do not see those of others. */
  public static String newPrefix() {
    return "test-" + ProcessHandle.current().pid() + "-" + PREFIXES.incrementAndGet();
  }

  /** The same, for indexes that have so many shards. */
  public String newPrefix(int shards) throws IOException {
    String prefix = newPrefix();
    String template =
        """
        {"index_patterns": ["%s-*"], "template": {"settings": {"number_of_shards": %d}}}\
        """
            .formatted(prefix, shards);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/_index_template/" + prefix))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(template))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() != 200) {
        throw new IOException("OpenSearch did not take the template: " + response.body());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
    return prefix;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Where it listens, as a URL. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Where its data are. */
  public Path folder() {
    return folder;
  }

  /** How long the last start took. */
  public Duration startedWithin() {
    return startedWithin;
  }

  /** Kills it at once, as {@code kill -9} does; what it wrote stays. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** Starts it again after {@link #kill}, with the same data and port. */
  public void restart() throws IOException {
    process = launched();
  }

  /** Stops the process where it is: connections stay open and get no response. */
  public void freeze() throws IOException {
    signal("-STOP");
  }

  /** Lets it continue. */
  public void thaw() throws IOException {
    signal("-CONT");
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String name) throws IOException {
    try {
      int code = new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IOException("kill " + name + " ended with " + code);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private Process launched() throws IOException {
    long began = System.nanoTime();
    Files.createDirectories(folder);
    Path log = folder.resolve("opensearch.log");
    Process started =
        new ProcessBuilder(command())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    // not closed: its other end is there for as long as the process
    BufferedReader lines = started.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        startedWithin = Duration.ofNanos(System.nanoTime() - began);
        return started;
      }
    }
    started.destroyForcibly();
    throw new IOException("OpenSearch did not start: " + Files.readString(log));
  }

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        MODULE.resolve("classes") + File.pathSeparator + MODULE.resolve("lib").resolve("*"),
        "dev.carillon.opensearch.OpenSearchProcess",
        folder.toString(),
        Integer.toString(port));
  }

  private static final class Shared {
    private static final OpenSearchServer SERVER = started();

    private static OpenSearchServer started() {
      try {
        Path folder = Files.createTempDirectory("carillon-opensearch");
        OpenSearchServer server = start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        return server;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static void end(OpenSearchServer server) {
      server.close();
      try (Stream<Path> files = Files.walk(server.folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
