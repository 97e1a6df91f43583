package dev.carillon.hooks.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Holds a writer back until several callers wait, so that they share one commit for certain. */
public final class Queue {

  private final CountDownLatch free = new CountDownLatch(1);
  private final List<Thread> callers = new ArrayList<>();

  /** Keeps the writer busy until {@link #free}. */
  public Queue(Database database) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    call(
        () ->
            database.write(
                connection -> {
                  busy.countDown();
                  await(free);
                  return true;
                }));
    busy.await();
  }

  /** A caller on a virtual thread that will wait in the queue; its answer. */
  public CompletableFuture<Void> add(Runnable call) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    callers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.run();
                    answer.complete(null);
                  } catch (RuntimeException | Error thrown) {
                    answer.completeExceptionally(thrown);
                  }
                }));
    return answer;
  }

  /** A caller whose answer does not matter. */
  public void call(Runnable call) {
    callers.add(Thread.ofVirtual().start(call));
  }

  /** The caller that was added last. */
  public Thread last() {
    return callers.getLast();
  }

  /** Returns when all callers wait. One that was let go already would never wait again. */
  public void settle() throws InterruptedException {
    while (!callers.stream().allMatch(Queue::waits)) {
      if (callers.stream().anyMatch(caller -> caller.getState() == Thread.State.TERMINATED)) {
        free();
        throw new AssertionError("a caller was answered while the writer was held back");
      }
      Thread.sleep(1);
    }
  }

  private static boolean waits(Thread caller) {
    return caller.getState() == Thread.State.WAITING
        || caller.getState() == Thread.State.TIMED_WAITING;
  }

  /** Lets the writer go on and waits for all answers. */
  public void run() throws InterruptedException {
    settle();
    free();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  /** Lets the writer go on. */
  public void free() {
    free.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
