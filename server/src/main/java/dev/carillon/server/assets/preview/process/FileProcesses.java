package dev.carillon.server.assets.preview.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** All processes that decode files; they end together. */
public final class FileProcesses implements AutoCloseable {

  private final Path scratch;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("carillon-file-timer").factory());
  private final List<FileProcess> all = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  /**
   * None yet.
   *
   * @param scratch where they may keep files; emptied: what a killed one left is of no use
   */
  public FileProcesses(Path scratch) {
    this.scratch = scratch;
    try {
      Files.createDirectories(scratch);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch)) {
        for (Path file : left) {
          if (Files.isRegularFile(file)) {
            Files.delete(file);
          } else if (file.getFileName().toString().startsWith(ProcessFolder.BEGINNING)) {
            new ProcessFolder(file).empty();
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder beside what the processes keep, for what is made by them. */
  public Path folder(String name) {
    return scratch.toAbsolutePath().resolve(name);
  }

  /** One more, which starts when it is first needed. */
  public FileProcess one(RenderLimits limits) {
    return one(limits, false);
  }

  /** One more for what no caller waits for: everything else on the machine comes before it. */
  public FileProcess inBackground(RenderLimits limits) {
    return one(limits, true);
  }

  private FileProcess one(RenderLimits limits, boolean background) {
    FileProcess process =
        new FileProcess(
            limits,
            scratch.toAbsolutePath(),
            new ProcessFolder(folder(ProcessFolder.BEGINNING + count.incrementAndGet())),
            timer,
            background);
    all.add(process);
    return process;
  }

  /** Some more, each of which starts when it is first needed. */
  public FilePool some(int count, RenderLimits limits) {
    return new FilePool(Stream.generate(() -> one(limits)).limit(count).toList());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    all.forEach(FileProcess::close);
  }
}
