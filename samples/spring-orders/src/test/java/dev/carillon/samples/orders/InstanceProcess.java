package dev.carillon.samples.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instance of the shop in a process of its own, until it is killed. */
final class InstanceProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 180;
  private static final Pattern STARTED = Pattern.compile("started on port (\\d+)");

  private final CompletableFuture<String> port = new CompletableFuture<>();
  private final StringBuilder printed = new StringBuilder();
  private final Process process;

  private InstanceProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static InstanceProcess start(String database, Path keyFile) throws IOException {
    return new InstanceProcess(
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    OrdersApplication.class.getName(),
                    "--server.port=0",
                    "--spring.datasource.url=" + database,
                    "--carillon.hooks.key-file=" + keyFile,
                    "--carillon.hooks.allow-loopback=true"))
            .redirectErrorStream(true)
            .start());
  }

  /** A customer's browser, once the instance has started. */
  Instance.Browser browser(String customer) throws Exception {
    return Instance.Browser.at(port.get(PATIENCE_SECONDS, TimeUnit.SECONDS), customer);
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(this::line);
    } catch (UncheckedIOException | IOException killed) {
      // what was read before is there
    }
    port.completeExceptionally(new IllegalStateException("it has ended: " + printed));
  }

  private void line(String line) {
    Matcher started = STARTED.matcher(line);
    if (started.find()) {
      port.complete(started.group(1));
    }
    if (!port.isDone()) {
      printed.append(line).append('\n');
    }
  }
}
