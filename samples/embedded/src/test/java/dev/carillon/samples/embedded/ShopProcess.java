package dev.carillon.samples.embedded;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The sample in a process of its own, from its start until it ends or is killed. */
final class ShopProcess implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Process process;
  private final BufferedWriter typed;

  private ShopProcess(Process process) {
    this.process = process;
    this.typed = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  static ShopProcess start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Shop.class.getName()));
    command.addAll(List.of(arguments));
    return new ShopProcess(
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start());
  }

  void type(int number, String item) throws IOException {
    typed.write(number + " " + item + "\n");
    typed.flush();
  }

  /** The rest of the next line that begins so; others are passed over. */
  String line(String beginning) throws InterruptedException {
    List<String> passed = new ArrayList<>();
    while (true) {
      String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals("(ended)")) {
        throw new AssertionError("no line '" + beginning + "' among " + passed);
      }
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length()).strip();
      }
      passed.add(line);
    }
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Ends its input, which ends it. */
  int end() throws IOException, InterruptedException {
    typed.close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException killed) {
      // what was read before is there
    }
    lines.add("(ended)");
  }
}
