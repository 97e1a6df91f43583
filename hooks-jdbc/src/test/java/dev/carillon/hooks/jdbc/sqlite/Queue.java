package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.jdbc.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Holds a writer back until several callers wait, so that they share one commit for certain. */
final class Queue {

  private final CountDownLatch free = new CountDownLatch(1);
  private final List<Thread> callers = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();

  Queue(Database database) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    add(
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
  CompletableFuture<Void> add(Runnable call) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answers.add(answer);
    callers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.run();
                    answer.complete(null);
                  } catch (RuntimeException thrown) {
                    answer.completeExceptionally(thrown);
                  }
                }));
    return answer;
  }

  Thread last() {
    return callers.getLast();
  }

  /** Returns when all callers wait. */
  void settle() throws InterruptedException {
    while (!callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING)) {
      Thread.sleep(1);
    }
  }

  /** Lets the writer go on and waits for all answers. */
  void run() throws InterruptedException {
    settle();
    free();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  void free() {
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
