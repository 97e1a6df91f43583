package dev.carillon.server.platform.tasks;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tasks that are run again and again, by one thread. One that fails is in the log, once in a minute
 * if the failure is the same, stops no other, and is run again when it is due.
 */
public final class PeriodicTasks implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PeriodicTasks.class.getName());
  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer;

  /** None yet, for a thread of this name. */
  public PeriodicTasks(String thread) {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(thread).factory());
  }

  /** Something to do. */
  @FunctionalInterface
  public interface Task {

    /** Does it once. */
    void run() throws Exception;
  }

  /**
   * Runs a task from now on, the first time after one period.
   *
   * @param name what it does, for the log: such as {@code removing old keys}
   */
  public void every(Duration period, String name, Task task) {
    every(period, period, name, task);
  }

  /**
   * Runs a task from now on.
   *
   * @param first how long to wait for the first time
   * @param period between the end of one time and the beginning of the next
   * @param name what it does, for the log: such as {@code removing old keys}
   */
  public void every(Duration first, Duration period, String name, Task task) {
    RepeatedFailure failure = new RepeatedFailure(LOG, "A periodic task failed: " + name);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> run(task, failure),
            first.toMillis(),
            Math.max(1, period.toMillis()),
            TimeUnit.MILLISECONDS);
  }

  private void run(Task task, RepeatedFailure failure) {
    try {
      task.run();
      failure.over();
    } catch (Exception | Error failed) {
      // interrupted because it is being closed
      if (!timer.isShutdown()) {
        failure.happened(failed);
      }
    }
  }

  /**
   * Waits for the task that is just being run, since what it uses may be closed next; not for long.
   */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException hurried) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
