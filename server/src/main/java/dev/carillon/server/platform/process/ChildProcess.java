package dev.carillon.server.platform.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process of its own that gets one order after the other and answers each: whatever an order does
 * to the code that handles it, the server has its memory and its threads. It says that it is ready
 * with one byte. It is started when it is first needed, lives as long as it is used and well, and
 * ends when this one does, however that ends, because its input ends then.
 */
public final class ChildProcess implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ChildProcess.class.getName());

  /** How long Java may take to start, on a machine that has other things to do. */
  private static final Duration START = Duration.ofSeconds(30);

  /** How long to wait for a running process; only an order keeps it busy for longer. */
  private static final Duration FREE_WITHIN = Duration.ofMillis(100);

  private final Supplier<List<String>> command;
  private final Runnable clean;
  private final ProcessLimits limits;
  private final ScheduledExecutorService timer;

  /** Held during an order. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Held for a moment, while a process begins or is ready and when this is closed. */
  private final ReentrantLock life = new ReentrantLock();

  private volatile @Nullable RunningProcess running;

  /** One that has begun and has not said that it is ready. */
  private @Nullable RunningProcess starting;

  private boolean closed;
  private volatile long usedAt = System.nanoTime();

  /**
   * A process that is started when it is first needed.
   *
   * @param command starts it
   * @param clean removes what a process that was killed has left; runs before each start and after
   *     each end
   * @param timer kills what takes too long
   */
  public ChildProcess(
      Supplier<List<String>> command,
      Runnable clean,
      ProcessLimits limits,
      ScheduledExecutorService timer) {
    this.command = command;
    this.clean = clean;
    this.limits = limits;
    this.timer = timer;
  }

  /** Whether it runs, so that an order is read at once. */
  public boolean ready() {
    RunningProcess process = running;
    return process != null && process.process().isAlive();
  }

  /**
   * Starts it, unless it runs.
   *
   * @throws UncheckedIOException if it cannot be started, or this is closed
   */
  public void start() {
    turn.lock();
    try {
      var _ = running();
    } finally {
      unlock();
    }
  }

  /**
   * Gives an order and reads its answer.
   *
   * @throws Exceeded if it needs more than the limits allow
   * @throws UncheckedIOException if it could not be tried, or the process ended meanwhile
   */
  public <T, X extends Exception> T ask(Order order, Answer<T, X> answer) throws Exceeded, X {
    turn.lock();
    try {
      return asked(running(), limits.longest(), order, answer);
    } finally {
      unlock();
    }
  }

  /**
   * The same if the process runs and is free: neither its start nor its end is waited for.
   *
   * @param longest how long the order may take in all, if the limits allow more
   * @throws UncheckedIOException also where it does not run
   */
  public <T, X extends Exception> T askRunning(Duration longest, Order order, Answer<T, X> answer)
      throws Exceeded, X {
    if (!free()) {
      throw notRunning();
    }
    try {
      RunningProcess process = running;
      if (process == null || !process.process().isAlive()) {
        throw notRunning();
      }
      Duration allowed = limits.longest();
      return asked(process, longest.compareTo(allowed) < 0 ? longest : allowed, order, answer);
    } finally {
      unlock();
    }
  }

  /** Takes the turn if no order has it; everything else gives it back at once. */
  private boolean free() {
    try {
      return turn.tryLock(FREE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static UncheckedIOException notRunning() {
    return new UncheckedIOException(new IOException("the process does not run"));
  }

  private void unlock() {
    usedAt = System.nanoTime();
    turn.unlock();
    endWhenIdle();
  }

  private <T, X extends Exception> T asked(
      RunningProcess process, Duration longest, Order order, Answer<T, X> answer)
      throws Exceeded, X {
    Watch watch = new Watch(process, limits.time(), longest, limits.ofProcessor());
    try {
      order.write(process.out());
      process.out().flush();
      return answer.read(process.in());
    } catch (IOException died) {
      boolean outOfMemory = process.ranOutOfMemory();
      end();
      if (!watch.reason.isEmpty()) {
        throw watch.waited ? Exceeded.waiting(watch.reason) : Exceeded.time(watch.reason);
      }
      if (outOfMemory) {
        throw Exceeded.memory();
      }
      throw new UncheckedIOException("the process ended", died);
    } finally {
      watch.end();
    }
  }

  /**
   * Ends the process, also one that just begins; none is started any more. Waits for no order and
   * for no start: they end because their process does.
   */
  @Override
  public void close() {
    life.lock();
    try {
      closed = true;
      RunningProcess begun = starting;
      if (begun != null) {
        begun.kill();
      }
    } finally {
      life.unlock();
    }
    end();
  }

  /** Ends the process; the next order starts another. */
  private void end() {
    RunningProcess process = running;
    running = null;
    if (process != null) {
      process.kill();
      try {
        clean.run();
      } catch (UncheckedIOException left) {
        // it is cleaned again before the next one starts
        LOG.log(
            System.Logger.Level.DEBUG, "The files of an ended process cannot be removed now", left);
      }
    }
  }

  private void endWhenIdle() {
    try {
      var _ =
          timer.schedule(this::endIfIdle, limits.idle().toMillis() + 100, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      // the timer ends with the server, and so does the process
    }
  }

  /** One at work is not idle, however long it has been since its last order. */
  private void endIfIdle() {
    if (turn.tryLock()) {
      try {
        if (System.nanoTime() - usedAt >= limits.idle().toNanos()) {
          if (limits.kept().getAsBoolean()) {
            endWhenIdle();
          } else {
            end();
          }
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private RunningProcess running() {
    RunningProcess process = running;
    if (process == null || !process.process().isAlive()) {
      end();
      process = started();
    }
    return process;
  }

  private RunningProcess started() {
    clean.run();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command.get()).redirectError(ProcessBuilder.Redirect.DISCARD);
      // keys and passwords that this process was told are nothing for one that reads anything
      builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
      RunningProcess begun = begun(builder);
      try {
        awaitReady(begun);
        runs(begun);
        return begun;
      } catch (IOException | RuntimeException unready) {
        begun.kill();
        throw unready;
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** From now on it is ended when this is closed. */
  private RunningProcess begun(ProcessBuilder builder) throws IOException {
    life.lock();
    try {
      requireOpen();
      RunningProcess begun = new RunningProcess(builder.start());
      starting = begun;
      return begun;
    } finally {
      life.unlock();
    }
  }

  private void runs(RunningProcess begun) throws IOException {
    life.lock();
    try {
      requireOpen();
      starting = null;
      running = begun;
    } finally {
      life.unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the process is closed");
    }
  }

  /** That Java starts is no order's fault: its time begins when the process can read it. */
  private void awaitReady(RunningProcess process) throws IOException {
    Watch watch = new Watch(process, START, START, false);
    try {
      process.in().readByte();
    } finally {
      watch.end();
    }
  }

  /**
   * Kills a process that takes too long. One in the background may wait for a processor for long
   * without a fault of its own: what counts is how long it had one, and a longer time in all.
   */
  private final class Watch {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RunningProcess process;
    private final Duration limit;
    private final Duration longest;
    private final boolean ofProcessor;
    private final long began = System.nanoTime();
    private final Duration before;
    private ScheduledFuture<?> next;
    private boolean ended;
    private volatile String reason = "";

    /** Whether it was killed though it had a processor for less than its limit. */
    private volatile boolean waited;

    Watch(RunningProcess process, Duration limit, Duration longest, boolean ofProcessor) {
      this.process = process;
      this.limit = limit;
      this.longest = longest;
      this.ofProcessor = ofProcessor;
      this.before = ofProcessor ? process.computed() : Duration.ZERO;
      this.next = after(limit);
    }

    private ScheduledFuture<?> after(Duration wait) {
      try {
        return timer.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException stopping) {
        throw new UncheckedIOException(
            new IOException("the process is not started: the server stops", stopping));
      }
    }

    private synchronized void look() {
      if (ended) {
        return;
      }
      Duration taken = Duration.ofNanos(System.nanoTime() - began);
      Duration computed = ofProcessor ? process.computed().minus(before) : taken;
      if (computed.compareTo(limit) >= 0) {
        kill(
            ofProcessor
                ? "it needs more than " + text(limit) + " of a processor"
                : "it takes longer than " + text(limit));
      } else if (taken.compareTo(longest) >= 0) {
        waited = true;
        kill("it takes longer than " + text(longest));
      } else {
        Duration left = limit.minus(computed);
        Duration wait = left.compareTo(PAUSE) > 0 ? left : PAUSE;
        Duration rest = longest.minus(taken).plusMillis(1);
        next = after(wait.compareTo(rest) < 0 ? wait : rest);
      }
    }

    private static String text(Duration limit) {
      return limit.toMillis() % 1000 == 0
          ? limit.toSeconds() + (limit.toSeconds() == 1 ? " second" : " seconds")
          : limit.toMillis() + " milliseconds";
    }

    private void kill(String why) {
      reason = why;
      process.kill();
    }

    /** From now on it kills nothing: the process may be at work on the next order. */
    synchronized void end() {
      ended = true;
      next.cancel(false);
    }
  }

  /** Writes what is to be done. */
  @FunctionalInterface
  public interface Order {
    /** Writes it; the exceptions are those of the process. */
    void write(DataOutputStream out) throws IOException;
  }

  /**
   * Reads the answer to an order.
   *
   * @param <T> what it says
   * @param <X> what is thrown where it says that it could not be done
   */
  @FunctionalInterface
  public interface Answer<T, X extends Exception> {
    /** The answer; an {@code IOException} is the process's. */
    T read(DataInputStream in) throws IOException, X;
  }
}
