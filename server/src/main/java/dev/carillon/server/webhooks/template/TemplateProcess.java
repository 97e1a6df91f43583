package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.process.ChildProcess;
import dev.carillon.server.platform.process.Exceeded;
import dev.carillon.server.platform.process.JavaCommand;
import dev.carillon.server.platform.process.ProcessLimits;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Runs templates in a process, one payload at a time, in the order in which they come. */
final class TemplateProcess implements AutoCloseable {

  /** How long a template may have a processor for one payload. */
  static final Duration TIME = Duration.ofMillis(250);

  /** The same with its wait for a processor. */
  static final Duration LONGEST = TIME.multipliedBy(4);

  static final int HEAP_MEGABYTES = 64;
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** After a start that failed none follows for so long: each waiter would have to wait for it. */
  private static final Duration START_PAUSE = Duration.ofSeconds(10);

  /** Times and texts are the same on every machine. */
  private static final List<String> OPTIONS =
      List.of(JavaCommand.QUICK, "-Duser.timezone=UTC", "-Duser.language=en", "-Duser.country=US");

  private final ChildProcess process;
  private final Semaphore turns = new Semaphore(1, true);
  private final AtomicLong startFailedAt =
      new AtomicLong(System.nanoTime() - START_PAUSE.toNanos());

  /**
   * A process that is started when it is first needed.
   *
   * @param timer kills what takes too long
   * @param kept whether it stays when it is not used
   */
  TemplateProcess(ScheduledExecutorService timer, BooleanSupplier kept) {
    JavaCommand command =
        new JavaCommand(TemplateProgram.class, List.of(), HEAP_MEGABYTES, OPTIONS, false);
    process =
        new ChildProcess(
            command::words, () -> {}, new ProcessLimits(TIME, true, IDLE, kept), timer);
  }

  /**
   * Starts it, unless it runs.
   *
   * @throws UncheckedIOException if it cannot be started, or could not some seconds ago
   */
  void start() {
    if (process.ready()) {
      return;
    }
    if (System.nanoTime() - startFailedAt.get() < START_PAUSE.toNanos()) {
      throw new UncheckedIOException(new IOException("it could not be started lately"));
    }
    try {
      process.start();
    } catch (UncheckedIOException cannot) {
      startFailedAt.set(System.nanoTime());
      throw cannot;
    }
  }

  /** The process; nothing while there is none. */
  boolean ready() {
    return process.ready();
  }

  /**
   * The body that a template makes. A process that ends meanwhile without a fault of the template,
   * or waits too long for a processor, is replaced once by another one.
   *
   * @param millis the event's time, in milliseconds since 1970
   * @param timeout so long others are waited for
   * @param spent is told how long it took, in nanoseconds, without the wait
   * @throws TemplateFailure if it makes none, or others take too long
   * @throws Exceeded if it needs more than it may
   */
  byte[] shape(String template, byte[] payload, long millis, Duration timeout, LongConsumer spent)
      throws TemplateFailure, Exceeded {
    if (!turn(timeout)) {
      throw TemplateFailure.notTried();
    }
    try {
      start();
      try {
        return asked(template, payload, millis, LONGEST, spent);
      } catch (UncheckedIOException ended) {
        // it is replaced below
      } catch (Exceeded exceeded) {
        if (!exceeded.ofWaiting()) {
          throw exceeded;
        }
      }
      start();
      return asked(template, payload, millis, LONGEST, spent);
    } catch (UncheckedIOException cannot) {
      throw new TemplateFailure(
          "The process that runs templates cannot be used", TemplateFailure.NOWHERE);
    } finally {
      turns.release();
    }
  }

  /**
   * The same while a transaction is open: only by a process that runs, and once.
   *
   * @param longest how long it may take in all, with the wait for others
   */
  byte[] shapeAtOnce(
      String template, byte[] payload, long millis, Duration longest, LongConsumer spent)
      throws TemplateFailure, Exceeded {
    long until = System.nanoTime() + longest.toNanos();
    if (!process.ready() || longest.compareTo(TIME) < 0 || !turn(longest.minus(TIME))) {
      throw TemplateFailure.inTransaction();
    }
    try {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      return asked(template, payload, millis, left, spent);
    } catch (UncheckedIOException ended) {
      throw TemplateFailure.inTransaction();
    } finally {
      turns.release();
    }
  }

  private boolean turn(Duration timeout) {
    try {
      return turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private byte[] asked(
      String template, byte[] payload, long millis, Duration longest, LongConsumer spent)
      throws TemplateFailure, Exceeded {
    byte[] text = template.getBytes(UTF_8);
    long began = System.nanoTime();
    try {
      return process.<byte[], TemplateFailure>askRunning(
          longest,
          out -> {
            out.writeInt(text.length);
            out.write(text);
            out.writeInt(payload.length);
            out.write(payload);
            out.writeLong(millis);
          },
          TemplateProcess::answer);
    } finally {
      spent.accept(System.nanoTime() - began);
    }
  }

  private static byte[] answer(DataInputStream in) throws IOException, TemplateFailure {
    if (in.readBoolean()) {
      return TemplateProgram.bytes(in);
    }
    int position = in.readInt();
    throw new TemplateFailure(new String(TemplateProgram.bytes(in), UTF_8), position);
  }

  @Override
  public void close() {
    process.close();
  }
}
