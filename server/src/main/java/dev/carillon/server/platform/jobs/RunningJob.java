package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.delivery.HooksException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A job that is being worked on, for the callers that wait for it. */
public final class RunningJob {

  private final String id;
  private final CompletableFuture<Job> end = new CompletableFuture<>();

  RunningJob(String id) {
    this.id = id;
  }

  /** The job's id. */
  public String id() {
    return id;
  }

  /**
   * Waits for its end.
   *
   * @throws RuntimeException what ended it before its time
   * @throws HooksException if the database failed or the server stops: the job goes on later
   */
  public Job await() {
    try {
      return end.join();
    } catch (CompletionException ended) {
      throw ended.getCause() instanceof RuntimeException failure ? failure : ended;
    }
  }

  /** Waits for its end, but not longer; its result is not returned. */
  public void await(Duration most) {
    try {
      var _ = end.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException goesOn) {
      // it goes on
    } catch (ExecutionException ended) {
      // the job's row says why
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void ended(Job job) {
    end.complete(job);
  }

  void failed(RuntimeException failure) {
    end.completeExceptionally(failure);
  }
}
