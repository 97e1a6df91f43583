package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.rendering.Unrenderable;
import dev.carillon.server.platform.process.ChildProcess;
import dev.carillon.server.platform.process.Exceeded;
import dev.carillon.server.platform.process.ProcessLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Decodes files, one at a time, in a process of its own: whatever a file does to the libraries that
 * read it, the server has its memory and its threads.
 */
public final class FileProcess implements AutoCloseable {

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final ChildProcess process;

  /**
   * A process that is started when it is first needed.
   *
   * @param fonts where all processes keep what they know about fonts
   * @param scratch where it may keep what it needs for a while: emptied when it ends, however
   * @param timer kills what takes too long
   * @param background whether everything else on the machine comes before it
   */
  FileProcess(
      RenderLimits limits,
      Path fonts,
      ProcessFolder scratch,
      ScheduledExecutorService timer,
      boolean background) {
    process =
        new ChildProcess(
            () -> ProcessCommand.of(limits, fonts, scratch.path(), background),
            scratch::empty,
            new ProcessLimits(limits.time(), background, IDLE, () -> false),
            timer);
  }

  /** Whether it runs, so that an order is read at once. */
  boolean ready() {
    return process.ready();
  }

  /**
   * Gives an order and reads its answer.
   *
   * @throws Unrenderable where the file cannot be decoded within the limits
   * @throws java.io.UncheckedIOException where it could not be tried
   */
  public <T> T ask(List<String> order, Answer<T> answer) throws Unrenderable {
    try {
      return process.ask(
          out -> {
            for (String word : order) {
              out.writeUTF(word);
            }
          },
          answer);
    } catch (Exceeded exceeded) {
      throw new Unrenderable(
          exceeded.ofMemory()
              ? "it needs more memory than there is for one file"
              : exceeded.reason());
    }
  }

  /** Ends the process; files are not decoded any more. */
  @Override
  public void close() {
    process.close();
  }

  /**
   * Reads the answer to an order.
   *
   * @param <T> what it says
   */
  @FunctionalInterface
  public interface Answer<T> extends ChildProcess.Answer<T, Unrenderable> {}
}
