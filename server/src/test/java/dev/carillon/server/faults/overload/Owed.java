package dev.carillon.server.faults.overload;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/** The ids of deliveries that are owed, in a file: in memory they would be what is measured. */
final class Owed implements AutoCloseable {

  private final Path file;
  private final BufferedWriter writer;
  private int size;

  /** None yet. */
  Owed(Path file) throws IOException {
    this.file = file;
    this.writer = Files.newBufferedWriter(file);
  }

  /** One more. */
  void add(String delivery) {
    try {
      writer.write(delivery);
      writer.newLine();
      size++;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int size() {
    return size;
  }

  /** How many of them are not among those heard within this time. */
  long missing(Set<String> heard, Duration patience) throws IOException, InterruptedException {
    writer.flush();
    long deadline = System.nanoTime() + patience.toNanos();
    long missing = missing(heard);
    while (missing > 0 && System.nanoTime() < deadline) {
      Thread.sleep(Math.clamp(missing / 10, 10, 1000));
      missing = missing(heard);
    }
    return missing;
  }

  private long missing(Set<String> heard) throws IOException {
    if (heard.size() < size) {
      return (long) size - heard.size();
    }
    try (Stream<String> ids = Files.lines(file)) {
      return ids.filter(id -> !heard.contains(id)).count();
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
