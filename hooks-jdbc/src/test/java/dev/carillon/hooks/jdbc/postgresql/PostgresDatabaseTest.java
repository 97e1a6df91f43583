package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Numbers;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {

  String name;
  OpenPostgres database;
  Numbers numbers;

  @BeforeEach
  void open() {
    name = Server.ONE.newDatabase();
    database = OpenPostgres.on(name);
    numbers = Numbers.in(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theServerOfTheseTestsIsDurable() {
    assertThat(Server.ONE.setting("fsync")).isEqualTo("on");
    assertThat(Server.ONE.setting("synchronous_commit")).isEqualTo("on");
  }

  /** The pool may have no other connection for it. */
  @Test
  void whoHasAConnectionIsRefusedAnotherOne() {
    DatabaseWork<Long> number = connection -> Sql.number(connection, "select 1");
    for (DatabaseWork<Long> second :
        List.<DatabaseWork<Long>>of(
            first -> database.read(number),
            first -> database.write(number),
            first -> database.writeSeparately(number))) {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> database.read(second))
          .withMessageContaining("use the connection that was lent");
      assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> database.write(second));
      assertThat(database.read(number)).isEqualTo(1);
    }
  }

  @Test
  void failingCallersOfAGroupUndoOnlyTheirOwnWork() throws Exception {
    Queue queue = new Queue(database);
    CompletableFuture<Void> first = queue.add(() -> numbers.write(1));
    queue.settle();
    CompletableFuture<Void> wrong =
        queue.add(
            () ->
                database.write(
                    connection -> Numbers.insert(connection, 2) && Numbers.insert(connection, 1)));
    queue.settle();
    CompletableFuture<Void> hiding = queue.add(() -> database.write(this::insertAndHideTheError));
    queue.settle();
    CompletableFuture<Void> last = queue.add(() -> numbers.write(4));

    queue.run();

    assertThat(first).isCompleted();
    assertThat(last).isCompleted();
    for (CompletableFuture<Void> failed : List.of(wrong, hiding)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(failed::get)
          .withCauseInstanceOf(IllegalStateException.class);
    }
    assertThat(numbers.all()).containsExactly(1L, 4L);
  }

  private boolean insertAndHideTheError(Connection connection) throws SQLException {
    Numbers.insert(connection, 3);
    try {
      return Numbers.insert(connection, 1);
    } catch (SQLException hidden) {
      return false;
    }
  }

  /** The driver would read all of them into memory first, and come to the error before any. */
  @Test
  void ofManyRowsTheFirstAreLookedAtWhileOthersAreStillToCome() {
    AtomicLong looked = new AtomicLong();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                database.<Boolean>read(
                    connection -> {
                      Sql.eachOfMany(
                          connection,
                          "select 1 / (? - number) from generate_series(1, 10000) as number",
                          row -> looked.incrementAndGet(),
                          9_999);
                      return true;
                    }))
        .withMessageContaining("division by zero");
    assertThat(looked.get()).isBetween(5_000L, 9_998L);
  }

  @Test
  void aReaderCannotWrite() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> database.read(connection -> Numbers.insert(connection, 1)));
    numbers.write(2);
    assertThat(numbers.all()).containsExactly(2L);
  }

  @Test
  void killedConnectionsLoseNothingThatWasAcknowledged() throws Exception {
    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicLong next = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!enough.get()) {
                      long number = next.getAndIncrement();
                      try {
                        numbers.write(number);
                        acknowledged.add(number);
                      } catch (HooksException failed) {
                        refused.incrementAndGet();
                      }
                    }
                  }));
    }
    for (int kill = 0; kill < 10; kill++) {
      int goal = acknowledged.size() + 100;
      while (acknowledged.size() < goal) { // it heals by itself, or this never ends
        Thread.sleep(1);
      }
      killAll();
    }
    enough.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(refused.get()).isPositive();
    assertThat(new HashSet<>(allPatiently())).containsAll(acknowledged);
  }

  private void killAll() {
    Server.ONE.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
  }

  /** The pool may still hold connections that were killed. */
  private List<Long> allPatiently() {
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        return numbers.all();
      } catch (HooksException broken) {
        assertThat(broken.code()).isEqualTo(HooksException.Code.STORE_UNAVAILABLE);
      }
    }
    return numbers.all();
  }
}
