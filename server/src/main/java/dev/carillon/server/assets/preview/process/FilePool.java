package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.process.FileProcess.Answer;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * Some processes that decode files: whoever asks gets one that is free, the one that was used last
 * first, so that the others may end. A file that keeps one busy holds nobody up.
 */
public final class FilePool {

  private final BlockingDeque<FileProcess> free;
  private final int size;

  FilePool(Collection<FileProcess> all) {
    free = new LinkedBlockingDeque<>(all);
    size = all.size();
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /**
   * Gives an order to a process that is free, and reads its answer; waits where none is.
   *
   * @throws Unrenderable as {@link FileProcess#ask}
   */
  public <T> T ask(List<String> order, Answer<T> answer) throws Unrenderable {
    FileProcess process = taken();
    try {
      return process.ask(order, answer);
    } finally {
      free.addFirst(process);
    }
  }

  private FileProcess taken() {
    try {
      return free.takeFirst();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while waiting for a process", stopped);
    }
  }
}
