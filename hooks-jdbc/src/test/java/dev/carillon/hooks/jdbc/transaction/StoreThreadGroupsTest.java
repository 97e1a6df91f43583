package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How callers share commits, and how they are told. */
@Timeout(120)
class StoreThreadGroupsTest {

  private static final int CALLERS = 64;
  private static final int WRITES_EACH = 50;
  private static final long SPACING_NANOS = CommitPace.WRITER.spacingNanos();

  /** How many tasks each commit had; written by the writer alone. */
  private final List<Integer> groups = new ArrayList<>();

  private int running;

  @Test
  void aGroupSmallerThanTheOneBeforeHasWaitedForCompany() throws Exception {
    long began = System.nanoTime();
    try (StoreThreads writer = writer()) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            Thread.startVirtualThread(
                () -> {
                  for (int write = 0; write < WRITES_EACH; write++) {
                    writer.run(connection -> ++running);
                  }
                }));
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    long elapsed = System.nanoTime() - began;
    assertThat(groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(CALLERS * WRITES_EACH);
    assertThat(early()).isLessThanOrEqualTo((int) (elapsed / SPACING_NANOS));
  }

  /** How many groups had fewer tasks than the one before, which was not small. */
  private int early() {
    int early = 0;
    for (int i = 1; i < groups.size(); i++) {
      int before = groups.get(i - 1);
      if (before > CommitPace.WRITER.smallGroupMax() && groups.get(i) < before) {
        early++;
      }
    }
    return early;
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
                tasks.add(new Task<>(connection -> true));
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
      CallerWaking waking = new CallerWaking();
      waking.end(tasks);
      waking.endAll();
      assertThat(tasks).allMatch(Task::hasEnded);
    } finally {
      stop.set(true);
      for (Thread thread : spinning) {
        thread.join();
      }
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
                throw thrown.getCause();
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
