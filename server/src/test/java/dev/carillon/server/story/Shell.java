package dev.carillon.server.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A terminal in which somebody typed something. */
final class Shell implements AutoCloseable {

  private final Process process;
  private final Path printed;

  Shell(Path directory, Path printed, Map<String, String> environment, String typed)
      throws IOException {
    this.printed = printed;
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", typed)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Waits for its end; its exit code, or -1 where it goes on. */
  int ended(long patience, TimeUnit unit) throws InterruptedException {
    return process.waitFor(patience, unit) ? process.exitValue() : -1;
  }

  boolean running() {
    return process.isAlive();
  }

  String printed() {
    try {
      return new String(Files.readAllBytes(printed), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  /** Ends it and all that it started. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    // what still runs would write where the test's folder is being removed
    all.forEach(one -> one.onExit().completeOnTimeout(one, 60, TimeUnit.SECONDS).join());
  }
}
