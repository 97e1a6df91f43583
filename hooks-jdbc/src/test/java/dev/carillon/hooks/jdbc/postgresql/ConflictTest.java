package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Numbers;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that lose against others run again, and their callers do not notice. */
class ConflictTest {

  OpenPostgres database;
  Numbers numbers;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    numbers = Numbers.in(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void aGroupThatLosesRunsAgainAsAWhole(String state) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger neighbourRuns = new AtomicInteger();
    Queue queue = new Queue(database);
    CompletableFuture<Void> neighbour =
        queue.add(
            () ->
                database.write(
                    connection -> {
                      neighbourRuns.incrementAndGet();
                      return Numbers.insert(connection, 1);
                    }));
    queue.settle();
    CompletableFuture<Void> loser =
        queue.add(() -> database.write(connection -> insert(connection, 2, runs, 2, state)));

    queue.run();

    assertThat(loser).isCompleted();
    assertThat(neighbour).isCompleted();
    assertThat(runs).hasValue(3);
    assertThat(neighbourRuns).hasValue(3);
    assertThat(numbers.all()).containsExactly(1L, 2L);
  }

  @Test
  void whoeverLosesEachTimeIsRefusedAlone() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Queue queue = new Queue(database);
    CompletableFuture<Void> before = queue.add(() -> numbers.write(1));
    queue.settle();
    CompletableFuture<Void> loser =
        queue.add(() -> database.write(connection -> insert(connection, 2, runs, 1_000, "40001")));
    queue.settle();
    CompletableFuture<Void> after = queue.add(() -> numbers.write(3));

    queue.run();

    assertThat(before).isCompleted();
    assertThat(after).isCompleted();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(loser::get)
        .withCauseInstanceOf(HooksException.class)
        .havingCause()
        .matches(
            refused -> ((HooksException) refused).code() == HooksException.Code.STORE_UNAVAILABLE);
    assertThat(numbers.all()).containsExactly(1L, 3L);
  }

  @Test
  void aReadThatLosesRunsAgain() {
    AtomicInteger runs = new AtomicInteger();
    int result =
        database.read(
            connection -> {
              if (runs.incrementAndGet() == 1) {
                lose(connection, "40001");
              }
              return 7;
            });
    assertThat(result).isEqualTo(7);
    assertThat(runs).hasValue(2);
  }

  /** Two processes change two rows in opposite order, so that PostgreSQL itself picks a loser. */
  @Test
  void aRealDeadlockIsNotNoticed() throws Exception {
    numbers.write(1);
    numbers.write(2);
    CountDownLatch bothHold = new CountDownLatch(2);
    AtomicInteger runs = new AtomicInteger();
    try (PostgresDatabase other = PostgresDatabase.on(database.pool())) {
      Thread opposite =
          Thread.ofPlatform().start(() -> other.write(c -> touch(c, 2, 1, bothHold, runs)));
      assertThat(database.<Boolean>write(c -> touch(c, 1, 2, bothHold, runs))).isTrue();
      opposite.join();
    }
    assertThat(runs.get()).as("one had to run again").isGreaterThanOrEqualTo(3);
    assertThat(numbers.all()).containsExactly(1L, 2L);
  }

  private static boolean touch(
      Connection connection, long first, long second, CountDownLatch bothHold, AtomicInteger runs)
      throws SQLException {
    runs.incrementAndGet();
    change(connection, first);
    bothHold.countDown();
    try {
      bothHold.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
    return change(connection, second);
  }

  private static boolean change(Connection connection, long number) throws SQLException {
    return Sql.update(connection, "update numbers set number = number where number = ?", number)
        == 1;
  }

  private static boolean insert(
      Connection connection, long number, AtomicInteger runs, int losses, String state)
      throws SQLException {
    boolean inserted = Numbers.insert(connection, number);
    if (runs.incrementAndGet() <= losses) {
      lose(connection, state);
    }
    return inserted;
  }

  private static void lose(Connection connection, String state) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "do $$ begin raise exception 'another went first' using errcode = '"
              + state
              + "'; end $$");
    }
  }
}
