package dev.carillon.server.platform.http.capacity;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.CurrentCall;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs CPU-bound work on a few platform threads, addresses in turn. Requests have virtual threads,
 * which nothing interrupts while they compute: as many that compute as there are processors would
 * keep all others out. The thread that asks waits for the result; a task that asks for another one
 * computes it itself, so that no task ever waits for a thread of the pool.
 */
public final class CpuPool implements AutoCloseable {

  private static final int RETRY_SECONDS = 1;
  private static final long IDLE_SECONDS = 10;

  /** Who asks where no request does: work of the server itself, which is never refused. */
  private static final Optional<InetAddress> SERVER = Optional.empty();

  private final String busy;
  private final Limits limits;
  private final FairQueue<Optional<InetAddress>, FutureTask<?>> queue;
  private final ThreadPoolExecutor workers;
  private final LongAdder refused = new LongAdder();

  /**
   * How much may be asked of a pool.
   *
   * @param threads how many tasks run at once
   * @param waiting how many may wait
   * @param share how many of these one address may have
   * @param waitMax for how long a task may wait
   */
  public record Limits(int threads, int waiting, int share, Duration waitMax) {

    /** For what requests compute: all processors but one. */
    public static Limits ofRequests() {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
      return new Limits(threads, 64, 48, Duration.ofSeconds(10));
    }
  }

  /**
   * A pool without threads yet.
   *
   * @param name what its threads are called
   * @param busy the message for callers whose work is refused
   */
  public CpuPool(String name, String busy, Limits limits) {
    this.busy = busy;
    this.limits = limits;
    queue = new FairQueue<>(limits.waiting(), limits.share());
    workers =
        new ThreadPoolExecutor(
            limits.threads(),
            limits.threads(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Worker(this, task, "carillon-" + name));
    workers.allowCoreThreadTimeOut(true);
  }

  /** The pool for what requests compute. */
  public static CpuPool ofRequests() {
    return new CpuPool(
        "cpu", "The server has too much to compute; retry later", Limits.ofRequests());
  }

  /**
   * The result of some work for the call that the present thread answers.
   *
   * @throws Problem 503 where too much waits already
   */
  public <T> T run(Supplier<T> work) {
    Optional<Call> call = CurrentCall.get();
    return call.isEmpty()
        ? run(SERVER, work)
        : run(call.get().remoteAddress(), CurrentCall.carried(work));
  }

  /**
   * The result of some work for a caller there.
   *
   * @throws Problem 503 where too much waits already
   */
  public <T> T run(InetAddress from, Supplier<T> work) {
    return run(Optional.of(ClientAddress.counted(from)), work);
  }

  private <T> T run(Optional<InetAddress> caller, Supplier<T> work) {
    if (Thread.currentThread() instanceof Worker worker && worker.pool == this) {
      return work.get();
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    if (caller.isEmpty()) {
      queue.add(caller, task);
    } else if (!queue.offer(caller, task, SERVER, displaced -> displaced.cancel(false))) {
      throw refusal();
    }
    try {
      workers.execute(() -> queue.poll().ifPresent(FutureTask::run));
      return result(caller, task);
    } catch (CancellationException displaced) {
      throw workers.isShutdown() ? stopping() : refusal();
    } catch (RejectedExecutionException closed) {
      throw stopping();
    } catch (ExecutionException failed) {
      throw thrown(failed.getCause());
    } catch (InterruptedException stopped) {
      queue.remove(caller, task);
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw stopping();
    }
  }

  /** What has begun is waited for: it holds the caller's data. */
  private <T> T result(Optional<InetAddress> caller, FutureTask<T> task)
      throws ExecutionException, InterruptedException {
    if (caller.isPresent()) {
      try {
        return task.get(limits.waitMax().toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        if (queue.remove(caller, task)) {
          throw refusal();
        }
      }
    }
    return task.get();
  }

  private Problem refusal() {
    refused.increment();
    return Problem.unavailable(busy, RETRY_SECONDS);
  }

  private static Problem stopping() {
    return Problem.unavailable("The server is stopping", RETRY_SECONDS);
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException failed -> failed;
      case Error broken -> throw broken;
      case null, default -> new IllegalStateException(cause);
    };
  }

  /** How many tasks wait for a thread. */
  public int waiting() {
    return queue.length();
  }

  /** How many tasks were refused since the start. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    for (var left = queue.poll(); left.isPresent(); left = queue.poll()) {
      left.get().cancel(false);
    }
  }

  /** A thread of a pool. */
  private static final class Worker extends Thread {

    private final CpuPool pool;

    Worker(CpuPool pool, Runnable task, String name) {
      super(task, name);
      this.pool = pool;
      setDaemon(true);
    }
  }
}
