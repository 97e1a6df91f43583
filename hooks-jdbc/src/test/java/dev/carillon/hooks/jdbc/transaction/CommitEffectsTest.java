package dev.carillon.hooks.jdbc.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory follows the commit, whatever becomes of it. */
final class CommitEffectsTest {

  private static final Set<Thread.State> WAITS =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private static final String LOST = "lost";

  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile Consumer<String> commit = when -> {};
  private volatile boolean failing;
  private StoreThreads writer;

  @BeforeEach
  void open() {
    writer = StoreThreads.writer("writer", this::connection, new LostFaults());
    writer.run(connection -> Sql.update(connection, "create table numbers (number integer)"));
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void takesEffectAfterTheCommitAndBeforeTheCallerIsAnswered() {
    commit = when -> told.add("commit " + when);
    writer.run(connection -> added(connection, 1));
    told.add("answered");
    assertThat(told).containsExactly("commit before", "commit after", "effect [1]", "answered");
  }

  @Test
  void worksOfOneTransactionShareIt() throws Exception {
    together(connection -> added(connection, 1), connection -> added(connection, 2));
    assertThat(told).containsExactly("effect [1, 2]");
    writer.run(connection -> added(connection, 3));
    assertThat(told)
        .as("each transaction has its own")
        .containsExactly("effect [1, 2]", "effect [3]");
  }

  @Test
  void whatAWorkThatFailedHasDoneIsUndone() throws Exception {
    together(
        connection -> added(connection, 1),
        connection -> added(connection, 2) + thrown(),
        connection -> added(connection, 3));
    assertThat(told).containsExactly("effect [1, 3]");
    assertThat(stored()).containsExactly(1, 3);
  }

  @Test
  void oneThatBeginsInAWorkThatFailedIsEmptyAfterwards() throws Exception {
    together(connection -> added(connection, 2) + thrown(), connection -> added(connection, 3));
    assertThat(told).containsExactly("effect [3]");
  }

  @Test
  void isThrownAwayWithATransactionThatIsRolledBack() {
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.run(connection -> added(connection, 1) + thrown()));
    writer.run(connection -> added(connection, 2));
    assertThat(told).containsExactly("effect [2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after"})
  void isUnknownWhereTheCommitMayHaveBeenMade(String lostWhen) {
    commit =
        when -> {
          if (when.equals(lostWhen)) {
            throw new IllegalStateException(new SQLException(LOST));
          }
        };
    assertThatThrownBy(() -> writer.run(connection -> added(connection, 1)))
        .isInstanceOfSatisfying(
            HooksException.class,
            thrown -> assertThat(thrown.code()).isEqualTo(Code.OUTCOME_UNKNOWN));
    assertThat(told).containsExactly("unknown [1]");
    commit = when -> {};
    writer.run(connection -> added(connection, 2));
    assertThat(told).containsExactly("unknown [1]", "effect [2]");
    assertThat(stored()).isEqualTo(lostWhen.equals("after") ? List.of(1, 2) : List.of(2));
  }

  @Test
  void isUnknownWhereTheConnectionIsThrownAway() {
    assertThatThrownBy(
            () ->
                writer.run(
                    connection -> {
                      added(connection, 1);
                      throw new SQLException(LOST);
                    }))
        .isInstanceOf(HooksException.class);
    assertThat(told).containsExactly("unknown [1]");
  }

  @Test
  void isUnknownWhereItCannotBeTakenOverAndTheCallerIsAnsweredAllTheSame() {
    failing = true;
    assertThat(writer.<Integer>run(connection -> added(connection, 1))).isEqualTo(1);
    assertThat(told).containsExactly("unknown [1]");
    assertThat(stored()).containsExactly(1);
  }

  private int added(Connection connection, int number) throws SQLException {
    Transaction.of(connection).orElseThrow().effects(Added.class, Added::new).numbers.add(number);
    return Sql.update(connection, "insert into numbers values (?)", number);
  }

  private static int thrown() {
    throw new IllegalStateException("not this one");
  }

  /** Has all in one group: the first work waits until the others stand behind it. */
  @SafeVarargs
  private void together(DatabaseWork<Integer>... works) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> callers = new ArrayList<>();
    callers.add(
        Thread.startVirtualThread(
            () ->
                writer.run(
                    connection -> {
                      begun.countDown();
                      return awaited(go);
                    })));
    begun.await();
    for (var work : works) {
      Thread caller = Thread.ofVirtual().unstarted(() -> outcome(work));
      callers.add(caller);
      caller.start();
      while (!WAITS.contains(caller.getState())) {
        Thread.onSpinWait();
      }
    }
    go.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static int awaited(CountDownLatch latch) {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private void outcome(DatabaseWork<Integer> work) {
    try {
      writer.run(work);
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("not this one");
    }
  }

  private List<Integer> stored() {
    return writer.run(
        connection ->
            Sql.list(
                connection, "select number from numbers order by number", row -> row.getInt(1)));
  }

  private Connection connection() throws SQLException {
    Connection behind = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("effects.db"));
    behind.setAutoCommit(false);
    return (Connection)
        Proxy.newProxyInstance(
            CommitEffectsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              boolean commits = method.getName().equals("commit");
              try {
                if (commits) {
                  commit.accept("before");
                }
                Object result = method.invoke(behind, args);
                if (commits) {
                  commit.accept("after");
                }
                return result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              } catch (IllegalStateException lost) {
                throw new SQLException(LOST);
              }
            });
  }

  /** Numbers that were added, told of when they are. */
  private final class Added implements CommitEffects {

    final List<Integer> numbers = new ArrayList<>();

    @Override
    public int mark() {
      return numbers.size();
    }

    @Override
    public void undoTo(int mark) {
      numbers.subList(mark, numbers.size()).clear();
    }

    @Override
    public void committed() {
      if (failing) {
        throw new IllegalStateException("a mistake in memory");
      }
      if (!numbers.isEmpty()) {
        told.add("effect " + numbers);
      }
    }

    @Override
    public void unknown() {
      told.add("unknown " + numbers);
    }
  }

  /** Whatever is lost leaves open whether it was committed. */
  private static final class LostFaults implements Faults {

    @Override
    public Optional<HooksException> storeFault(SQLException failure) {
      return LOST.equals(failure.getMessage())
          ? Optional.of(new HooksException(Code.STORE_UNAVAILABLE, "lost", failure))
          : Optional.empty();
    }

    @Override
    public boolean leavesOpen(SQLException failureOfCommit) {
      return LOST.equals(failureOfCommit.getMessage());
    }
  }
}
