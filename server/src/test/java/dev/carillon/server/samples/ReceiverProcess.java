package dev.carillon.server.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sample receiver as a process of its own, on a free port. */
final class ReceiverProcess implements AutoCloseable {

  private static final Path SAMPLES = Path.of("").toAbsolutePath().resolveSibling("samples");
  private static final String LISTENING = "listening on ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Process process;
  private final URI url;

  /** The samples there are. */
  enum Sample {
    NODE,
    JAVA;

    private List<String> command() {
      return switch (this) {
        case NODE -> List.of("node", SAMPLES.resolve("receiver-node/receiver.mjs").toString());
        case JAVA ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                SAMPLES.resolve("receiver-java/Receiver.java").toString());
      };
    }
  }

  ReceiverProcess(Sample sample, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(sample.command()).redirectErrorStream(true);
    builder.environment().put("PORT", "0");
    builder.environment().putAll(environment);
    process = builder.start();
    Thread.ofVirtual().start(this::read);
    String first = line();
    if (!first.startsWith(LISTENING)) {
      throw new IllegalStateException("the sample said: " + first + " " + lines);
    }
    url = URI.create(first.substring(LISTENING.length()));
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException ended) {
      lines.add("ended: " + ended.getMessage());
    }
  }

  /** The next line it prints. */
  String line() throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    return line == null ? "nothing for a minute" : line;
  }

  /** The status it answers. */
  int post(SignedSample sample) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(sample.bytes()));
    sample.headers().forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().join();
  }
}
