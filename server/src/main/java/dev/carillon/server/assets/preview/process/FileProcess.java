package dev.carillon.server.assets.preview.process;

import dev.carillon.server.assets.preview.rendering.Unrenderable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decodes files, one at a time, in a process of its own: whatever a file does to the libraries that
 * read it, the server has its memory and its threads. The process lives as long as it is used and
 * well, and ends when this one does, however that ends.
 */
public final class FileProcess implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FileProcess.class.getName());
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** How long Java may take to start, on a machine that has other things to do. */
  private static final Duration START = Duration.ofSeconds(30);

  /** How Java ends when its memory does. */
  private static final int OUT_OF_MEMORY = 3;

  private final RenderLimits limits;
  private final Path fonts;
  private final ProcessFolder scratch;
  private final ScheduledExecutorService timer;
  private final boolean background;

  /** Held while a file is decoded. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile @Nullable Running running;
  private volatile long usedAt = System.nanoTime();

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
    this.limits = limits;
    this.fonts = fonts;
    this.scratch = scratch;
    this.timer = timer;
    this.background = background;
  }

  /** Whether it runs, so that an order is read at once. */
  boolean ready() {
    Running process = running;
    return process != null && process.process.isAlive();
  }

  /**
   * Gives an order and reads its answer.
   *
   * @throws Unrenderable where the file cannot be decoded within the limits
   * @throws UncheckedIOException where it could not be tried
   */
  public <T> T ask(List<String> order, Answer<T> answer) throws Unrenderable {
    turn.lock();
    try {
      return asked(order, answer);
    } finally {
      usedAt = System.nanoTime();
      turn.unlock();
      endWhenIdle();
    }
  }

  private <T> T asked(List<String> order, Answer<T> answer) throws Unrenderable {
    Running process = running();
    Watch watch = new Watch(process, limits.time());
    try {
      for (String word : order) {
        process.out.writeUTF(word);
      }
      process.out.flush();
      return answer.read(process.in);
    } catch (IOException died) {
      boolean outOfMemory = process.ranOutOfMemory();
      close();
      if (!watch.reason.isEmpty()) {
        throw new Unrenderable(watch.reason);
      }
      if (outOfMemory) {
        throw new Unrenderable("it needs more memory than there is for one file");
      }
      throw new UncheckedIOException("the process that decodes files ended", died);
    } finally {
      watch.end();
    }
  }

  /** Ends the process; the next file starts another. */
  @Override
  public void close() {
    Running process = running;
    running = null;
    if (process != null) {
      process.kill();
      try {
        scratch.empty();
      } catch (UncheckedIOException left) {
        // it is emptied again before the next one starts
        LOG.log(
            System.Logger.Level.DEBUG, "The files of an ended process cannot be removed now", left);
      }
    }
  }

  private void endWhenIdle() {
    if (!timer.isShutdown()) {
      var _ = timer.schedule(this::endIfIdle, IDLE.toMillis() + 100, TimeUnit.MILLISECONDS);
    }
  }

  /** One at work is not idle, however long it has been since its last file. */
  private void endIfIdle() {
    if (turn.tryLock()) {
      try {
        if (System.nanoTime() - usedAt >= IDLE.toNanos()) {
          close();
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private Running running() {
    Running process = running;
    if (process == null || !process.process.isAlive()) {
      close();
      process = start();
      running = process;
    }
    return process;
  }

  private Running start() {
    scratch.empty();
    List<String> command = ProcessCommand.of(limits, fonts, scratch.path(), background);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      // keys and passwords that this process was told are nothing for one that reads any file
      builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
      return ready(new Running(builder.start()));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** That Java starts is no file's fault: a file's time begins when the process can read it. */
  private Running ready(Running process) throws IOException {
    Watch watch = new Watch(process, START);
    try {
      process.in.readByte();
      return process;
    } finally {
      watch.end();
    }
  }

  /**
   * Kills a process that takes too long. One in the background may wait for a processor for long
   * without a fault of its own: what counts is how long it had one, and four times that in all.
   */
  private final class Watch {

    private static final int WAITING = 4;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Running process;
    private final Duration limit;
    private final long began = System.nanoTime();
    private final Duration before;
    private ScheduledFuture<?> next;
    private boolean ended;
    private volatile String reason = "";

    Watch(Running process, Duration limit) {
      this.process = process;
      this.limit = limit;
      this.before = background ? process.computed() : Duration.ZERO;
      this.next = after(limit);
    }

    private ScheduledFuture<?> after(Duration wait) {
      return timer.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
      if (ended) {
        return;
      }
      Duration taken = Duration.ofNanos(System.nanoTime() - began);
      Duration computed = background ? process.computed().minus(before) : taken;
      if (computed.compareTo(limit) >= 0) {
        kill(
            background
                ? "it needs more than " + limit.toSeconds() + " seconds of a processor"
                : "it takes longer than " + limit.toSeconds() + " seconds");
      } else if (taken.compareTo(limit.multipliedBy(WAITING)) >= 0) {
        kill("it takes longer than " + limit.multipliedBy(WAITING).toSeconds() + " seconds");
      } else {
        Duration left = limit.minus(computed);
        next = after(left.compareTo(PAUSE) > 0 ? left : PAUSE);
      }
    }

    private void kill(String why) {
      reason = why;
      process.kill();
    }

    /** From now on it kills nothing: the process may be at work on the next file. */
    synchronized void end() {
      ended = true;
      next.cancel(false);
    }
  }

  /**
   * Reads the answer to an order.
   *
   * @param <T> what it says
   */
  @FunctionalInterface
  public interface Answer<T> {
    /** The answer; the exceptions are those of the process and of the file. */
    T read(DataInputStream in) throws IOException, Unrenderable;
  }

  /** A process and the way to it. */
  private record Running(Process process, DataOutputStream out, DataInputStream in) {

    Running(Process process) {
      this(
          process,
          new DataOutputStream(process.getOutputStream()),
          new DataInputStream(process.getInputStream()));
    }

    boolean ranOutOfMemory() {
      try {
        return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == OUT_OF_MEMORY;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** How long it has had a processor; nothing where the system does not say. */
    Duration computed() {
      return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void kill() {
      process.destroyForcibly();
    }
  }
}
