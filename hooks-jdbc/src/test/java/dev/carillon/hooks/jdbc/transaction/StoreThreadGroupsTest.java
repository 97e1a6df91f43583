package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How callers share commits, and how they are told. */
@Timeout(120)
class StoreThreadGroupsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Nobody waits for the end of such a rest. */
  private static final CommitPace SLOW = new CommitPace(Duration.ofHours(1).toNanos(), 4);

  /** How many tasks each commit had; written by the writer alone. */
  private final List<Integer> groups = new ArrayList<>();

  private int running;

  @Test
  void afterALargeGroupTheNextBeginsWhenAsManyWait() throws Exception {
    TaskQueue inbox = new TaskQueue();
    List<Task<?>> first = offer(inbox, 10);
    StoreThread writer = start(inbox);
    awaitAll(first);
    List<Task<?>> second = offer(inbox, 1);
    // time enough for a commit of its own
    Thread.sleep(50);
    second.addAll(offer(inbox, 9));
    awaitAll(second);
    inbox.close();
    writer.join();
    assertThat(groups).containsExactly(10, 10);
  }

  @Test
  void afterASmallGroupTheNextBeginsAtOnce() throws Exception {
    TaskQueue inbox = new TaskQueue();
    List<Task<?>> first = offer(inbox, 4);
    StoreThread writer = start(inbox);
    awaitAll(first);
    awaitAll(offer(inbox, 1));
    inbox.close();
    writer.join();
    assertThat(groups).containsExactly(4, 1);
  }

  @Test
  void aTaskThatWaitsForCompanyIsCommittedWhenTheStoreIsClosed() throws Exception {
    TaskQueue inbox = new TaskQueue();
    List<Task<?>> first = offer(inbox, 10);
    StoreThread writer = start(inbox);
    awaitAll(first);
    List<Task<?>> second = offer(inbox, 1);
    inbox.close();
    writer.join();
    awaitAll(second);
    assertThat(groups).containsExactly(10, 1);
    assertThat(writer.groups()).isEqualTo(2);
  }

  private List<Task<?>> offer(TaskQueue inbox, int count) {
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Task<Integer> task = new Task<>(connection -> ++running, PATIENCE);
      tasks.add(task);
      assertThat(inbox.offer(task)).isTrue();
    }
    return tasks;
  }

  private StoreThread start(TaskQueue inbox) {
    StoreThread.Kind plain = StoreThread.Kind.WRITER;
    StoreThread.Kind slow = new StoreThread.Kind(plain.work(), plain.groupMax(), SLOW, plain.run());
    StoreThread writer =
        new StoreThread("writer", inbox, slow, this::counting, failure -> Optional.empty());
    writer.start();
    return writer;
  }

  private static void awaitAll(List<Task<?>> tasks) {
    tasks.forEach(Task::await);
  }

  @Test
  void allCallersOfAGroupAreToldOnWhateverThreadsTheyWait() throws Exception {
    try (StoreThreads writer = writer()) {
      CountDownLatch free = new CountDownLatch(1);
      AtomicInteger told = new AtomicInteger();
      List<Thread> callers = new ArrayList<>();
      callers.add(Thread.startVirtualThread(() -> writer.run(connection -> await(free))));
      for (int i = 0; i < 100; i++) {
        Runnable call =
            () -> {
              writer.run(connection -> true);
              told.incrementAndGet();
            };
        Thread.Builder kind = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
        callers.add(kind.start(call));
      }
      free.countDown();
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(told).hasValue(100);
    }
  }

  @Test
  void allCallersAreToldWhenTheStoreIsClosedThoughNoVirtualThreadCanRun() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Task<?>> tasks = new ArrayList<>();
    Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < 50; i++) {
                tasks.add(new Task<>(connection -> true, PATIENCE));
              }
            })
        .join();
    List<Thread> spinning = new ArrayList<>();
    try {
      for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
        spinning.add(
            Thread.startVirtualThread(
                () -> {
                  while (!stop.get()) {
                    Thread.onSpinWait();
                  }
                }));
      }
      CallerWaker waking = new CallerWaker();
      waking.end(tasks, tasks.size());
      waking.endAll();
      assertThat(tasks).allMatch(Task::hasEnded);
    } finally {
      stop.set(true);
      for (Thread thread : spinning) {
        thread.join();
      }
    }
  }

  @Test
  void aGroupIsEndedThoughThereIsNoMemoryForAnythingElse() throws Exception {
    List<Task<?>> tasks = new ArrayList<>();
    Thread.startVirtualThread(() -> tasks.addAll(offer(new TaskQueue(), 3))).join();
    tasks.addAll(offer(new TaskQueue(), 3));
    List<Task<?>> group =
        new AbstractList<>() {
          @Override
          public Task<?> get(int index) {
            return tasks.get(index);
          }

          @Override
          public Iterator<Task<?>> iterator() {
            throw new NoClassDefFoundError("of the test");
          }

          @Override
          public int size() {
            return tasks.size();
          }
        };
    new CallerWaker().end(group, 5);
    assertThat(tasks)
        .extracting(Task::hasEnded)
        .containsExactly(true, true, true, true, true, false);
  }

  /** The classes that tell faults apart cannot be loaded, say. */
  @Test
  void anErrorWhileAFaultIsSeenToEndsNeitherTheWriterNorTheWaitOfAnyone() throws Exception {
    TaskQueue inbox = new TaskQueue();
    List<Task<?>> first = offer(inbox, 2);
    AtomicInteger opened = new AtomicInteger();
    ConnectionSource once =
        () -> {
          if (opened.getAndIncrement() == 0) {
            throw new SQLException("of the test");
          }
          return counting();
        };
    StoreThread.Kind kind = StoreThread.Kind.WRITER;
    StoreThread writer = new StoreThread("writer", inbox, kind, once, new UnloadedFaults());
    writer.start();
    for (Task<?> task : first) {
      assertThatThrownBy(() -> task.await()).isInstanceOf(NoClassDefFoundError.class);
    }
    awaitAll(offer(inbox, 2));
    inbox.close();
    writer.join();
    assertThat(writer.groups()).isEqualTo(1);
  }

  private static final class UnloadedFaults implements Faults {

    @Override
    public Optional<HooksException> storeFault(SQLException failure) {
      return Optional.empty();
    }

    @Override
    public boolean conflict(SQLException failure) {
      throw new NoClassDefFoundError("of the test");
    }
  }

  private StoreThreads writer() {
    return StoreThreads.writer("writer", this::counting, failure -> Optional.empty());
  }

  private Connection counting() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    connection.setAutoCommit(false);
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                groups.add(running);
                running = 0;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
              }
            });
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
