package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.LockOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskQueueTest {

  private static final long LONG = Duration.ofHours(1).toNanos();

  private final TaskQueue queue = new TaskQueue();
  private volatile Thread taker = Thread.currentThread();

  @Test
  void whatIsTakenTogetherIsInTheOrderOfItsLocksAndThenOfItsComing() {
    List<Task<?>> given = new ArrayList<>();
    for (LockOrder order :
        List.of(
            LockOrder.BEFORE_COMMIT,
            LockOrder.WEBHOOKS,
            LockOrder.ROWS,
            LockOrder.OTHER_NODES,
            LockOrder.ROWS)) {
      Task<?> task = new Task<>(order, connection -> true, Duration.ZERO);
      given.add(task);
      queue.offer(task);
    }
    assertThat(queue.take(9, 1, 0))
        .isEqualTo(List.of(given.get(3), given.get(2), given.get(4), given.get(1), given.get(0)));
  }

  @Test
  void aRestEndsWhenEnoughWait() throws Exception {
    CompletableFuture<List<Task<?>>> taken = take(3, LONG);
    offer();
    offer();
    awaitState(Thread.State.TIMED_WAITING);
    assertThat(taken).isNotDone();
    offer();
    assertThat(taken.get(30, TimeUnit.SECONDS)).hasSize(3);
  }

  @Test
  void aRestEndsInTimeWithWhatIsThere() throws Exception {
    offer();
    assertThat(take(3, Duration.ofMillis(2).toNanos()).get(30, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void whoRestedInVainIsWokenByTheNextTask() throws Exception {
    CompletableFuture<List<Task<?>>> taken = take(3, Duration.ofMillis(2).toNanos());
    awaitState(Thread.State.WAITING);
    offer();
    assertThat(taken.get(30, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void whatWaitsIsTakenAtOnceWhenTheQueueIsClosed() throws Exception {
    offer();
    CompletableFuture<List<Task<?>>> taken = take(3, LONG);
    awaitState(Thread.State.TIMED_WAITING);
    queue.close();
    assertThat(taken.get(30, TimeUnit.SECONDS)).hasSize(1);
    assertThat(queue.take(9, 3, LONG)).isEmpty();
  }

  @Test
  void anInterruptThatAWorkLeftBehindDoesNotStopIt() throws Exception {
    offer();
    CompletableFuture<List<Task<?>>> taken = take(3, LONG);
    awaitState(Thread.State.TIMED_WAITING);
    taker.interrupt();
    assertThat(taken.get(30, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void aVirtualThreadThatWaitsForTooLongIsLetGoWhetherItsTaskWasTakenOrNot() throws Exception {
    Task<?> first = call(Duration.ofMillis(1));
    Task<?> second = call(Duration.ofMillis(1));
    Task<?> patient = call(Duration.ofHours(1));
    assertThat(queue.take(1, 1, 0)).isEqualTo(List.of(first));
    for (Task<?> late : List.of(first, second)) {
      while (!late.hasEnded()) {
        Thread.sleep(1);
      }
      assertThat(late.begin()).isFalse();
      assertThatThrownBy(late::await)
          .isInstanceOf(HooksException.class)
          .hasMessageContaining("too slow");
    }
    assertThat(patient.hasEnded()).isFalse();
    assertThat(patient.begin()).isTrue();
  }

  private Task<?> call(Duration patience) throws Exception {
    CompletableFuture<Task<?>> offered = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          Task<Boolean> task = new Task<>(connection -> true, patience);
          queue.offer(task);
          offered.complete(task);
        });
    return offered.get(30, TimeUnit.SECONDS);
  }

  private void offer() {
    assertThat(queue.offer(new Task<>(connection -> true))).isTrue();
  }

  private CompletableFuture<List<Task<?>>> take(int enough, long restNanos) {
    CompletableFuture<List<Task<?>>> taken = new CompletableFuture<>();
    taker =
        Thread.ofPlatform()
            .daemon()
            .start(() -> taken.complete(queue.take(Integer.MAX_VALUE, enough, restNanos)));
    return taken;
  }

  private void awaitState(Thread.State wanted) throws InterruptedException {
    while (taker.getState() != wanted) {
      Thread.sleep(1);
    }
  }
}
