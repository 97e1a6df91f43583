package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Numbers;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {

  @TempDir Path folder;
  SqliteDatabase database;
  Numbers numbers;

  @BeforeEach
  void open() {
    database = SqliteDatabase.open(folder.resolve("test.db"));
    numbers = Numbers.in(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void oneFailingCallerOfAGroupUndoesOnlyItsOwnWork() throws Exception {
    Queue queue = new Queue(database);
    CompletableFuture<Void> first = queue.add(() -> numbers.write(1));
    queue.settle();
    CompletableFuture<Void> failing =
        queue.add(
            () ->
                database.write(
                    connection -> {
                      Numbers.insert(connection, 2);
                      throw new IllegalArgumentException("two");
                    }));
    queue.settle();
    CompletableFuture<Void> last = queue.add(() -> numbers.write(3));

    queue.run();

    assertThat(first).isCompleted();
    assertThat(last).isCompleted();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(failing::get)
        .withCause(new IllegalArgumentException("two"));
    assertThat(numbers.all()).containsExactly(1L, 3L);
  }

  @Test
  void whoReadsBeforeWritingWaitsForAnotherWriter() throws Exception {
    numbers.write(1);
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
        var statement = other.createStatement()) {
      statement.execute("begin immediate");
      CountDownLatch reading = new CountDownLatch(1);
      CompletableFuture<Boolean> written =
          CompletableFuture.supplyAsync(
              () ->
                  database.write(
                      connection -> {
                        Sql.number(connection, "select count(*) from numbers");
                        reading.countDown();
                        return Numbers.insert(connection, 2);
                      }));
      reading.await();
      Thread.sleep(200);
      statement.execute("commit");

      assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(numbers.all()).containsExactly(1L, 2L);
  }

  @Test
  void aWrongStatementIsTheCallersMistakeAndUndone() {
    numbers.write(1);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                database.write(
                    connection -> {
                      Numbers.insert(connection, 2);
                      return Numbers.insert(connection, 1);
                    }))
        .withMessageContaining("UNIQUE");
    assertThat(numbers.all()).containsExactly(1L);
  }

  @Test
  void aFullDiskFailsTheWholeGroupAndNothingElse() throws Exception {
    numbers.write(1);
    limitPages("pragma max_page_count = 1");
    Queue queue = new Queue(database);
    CompletableFuture<Void> innocent = queue.add(() -> numbers.write(2));
    queue.settle();
    CompletableFuture<Void> large = queue.add(() -> database.write(SqliteDatabaseTest::fill));
    queue.run();

    for (CompletableFuture<Void> answer : List.of(innocent, large)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(answer::get)
          .satisfies(failed -> assertThat(code(failed.getCause())).isEqualTo(Code.STORE_FULL));
    }
    assertThat(numbers.all()).containsExactly(1L);
    numbers.write(3);
    assertThat(numbers.all()).containsExactly(1L, 3L);
  }

  @Test
  void aSecondOpenIsRefusedAndNamesTheFile() {
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> SqliteDatabase.open(folder.resolve("test.db")))
        .withMessageContaining("test.db")
        .matches(locked -> locked.code() == Code.STORE_LOCKED);
    database.close();
    SqliteDatabase.open(folder.resolve("test.db")).close();
  }

  @Test
  void aSecondOpenIsRefusedByWhateverNameAndLeavesTheLockWhereItIs() throws Exception {
    Path file = folder.resolve("test.db");
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder).resolve("test.db");
    for (Path again : List.of(file, alias)) {
      assertThatExceptionOfType(HooksException.class)
          .isThrownBy(() -> SqliteDatabase.open(again))
          .matches(locked -> locked.code() == Code.STORE_LOCKED);
      assertThat(DatabaseOpener.inAnotherProcess(file)).isEqualTo(DatabaseOpener.REFUSED);
    }
    database.close();
    assertThat(DatabaseOpener.inAnotherProcess(file)).isEqualTo(DatabaseOpener.OPENED);
  }

  @Test
  void whatIsClosedTwiceLetsGoOnce() {
    Path file = folder.resolve("test.db");
    database.close();
    try (SqliteDatabase second = SqliteDatabase.open(file)) {
      database.close();
      assertThatExceptionOfType(HooksException.class)
          .isThrownBy(() -> SqliteDatabase.open(file))
          .matches(locked -> locked.code() == Code.STORE_LOCKED);
      assertThat(second.dialect()).isEqualTo(new SqliteDialect());
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsUnusable() throws Exception {
    Path text = Files.writeString(folder.resolve("text.db"), "no database at all ".repeat(100));
    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> SqliteDatabase.open(text))
        .matches(unusable -> unusable.code() == Code.STORE_UNUSABLE);
    assertThatExceptionOfType(HooksException.class)
        .as("the lock was given back")
        .isThrownBy(() -> SqliteDatabase.open(text))
        .matches(unusable -> unusable.code() == Code.STORE_UNUSABLE);
  }

  @Test
  void theLentConnectionCannotEndTheTransaction() {
    assertRefused(Connection::commit);
    assertRefused(Connection::rollback);
    assertRefused(Connection::close);
    assertRefused(Connection::setSavepoint);
    assertRefused(connection -> connection.setAutoCommit(true));
    assertRefused(connection -> connection.createStatement().getConnection().commit());
    assertRefused(connection -> connection.prepareStatement("select 1").getConnection().commit());
  }

  private void assertRefused(Borrowed use) {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                database.write(
                    connection -> {
                      Numbers.insert(connection, 1);
                      use.with(connection);
                      return true;
                    }))
        .withMessageContaining("lender");
    assertThat(numbers.all()).isEmpty();
  }

  @Test
  void theLentConnectionIsOfNoUseAfterTheWork() {
    Connection kept = database.write(connection -> connection);
    assertThatIllegalStateException().isThrownBy(() -> kept.prepareStatement("select 1"));
    var statement = database.write(connection -> connection.prepareStatement("select 1"));
    assertThatIllegalStateException().isThrownBy(statement::executeQuery);
  }

  @Test
  void aWriteWithinAWriteIsRefusedInsteadOfWaitingForItself() {
    assertThatIllegalStateException()
        .isThrownBy(() -> database.write(connection -> database.write(Connection::isClosed)))
        .withMessageContaining("within a write");
  }

  @Test
  void aReaderCannotWrite() {
    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> database.read(connection -> Numbers.insert(connection, 1)));
    assertThat(numbers.all()).isEmpty();
  }

  @Test
  void anInterruptedCallerStillGetsItsAnswer() throws Exception {
    Queue queue = new Queue(database);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    queue.call(
        () -> {
          numbers.write(1);
          interrupted.complete(Thread.currentThread().isInterrupted());
        });
    queue.settle();
    queue.last().interrupt();
    queue.run();
    assertThat(interrupted).isCompletedWithValue(true);
    assertThat(numbers.all()).containsExactly(1L);
  }

  @Test
  void callersOfALargeGroupWhoAreInterruptedWhileTheyAreWokenGetTheirAnswers() throws Exception {
    Queue queue = new Queue(database);
    AtomicInteger interrupted = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int number = 1; number <= 50; number++) {
      int mine = number;
      queue.call(
          () -> {
            numbers.write(mine);
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
          });
      callers.add(queue.last());
    }
    queue.settle();
    callers.subList(0, 25).forEach(Thread::interrupt);
    queue.run();
    assertThat(interrupted).hasValue(25);
    assertThat(numbers.all()).hasSize(50);
  }

  @Test
  void aLargeGroupThatFailsIsToldOneByOne() throws Exception {
    numbers.write(1);
    limitPages("pragma max_page_count = 1");
    Queue queue = new Queue(database);
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int caller = 0; caller < 20; caller++) {
      answers.add(queue.add(() -> database.write(SqliteDatabaseTest::fill)));
    }
    queue.run();
    for (CompletableFuture<Void> answer : answers) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(answer::get)
          .satisfies(failed -> assertThat(code(failed.getCause())).isEqualTo(Code.STORE_FULL));
    }
  }

  @Test
  void closingFinishesWhatWaits() throws Exception {
    Queue queue = new Queue(database);
    for (int number = 1; number <= 20; number++) {
      int mine = number;
      queue.call(() -> numbers.write(mine));
    }
    queue.settle();
    CountDownLatch closing = new CountDownLatch(1);
    Thread closer =
        Thread.ofVirtual()
            .start(
                () -> {
                  closing.countDown();
                  database.close();
                });
    closing.await();
    queue.free();
    closer.join();

    assertThatExceptionOfType(HooksException.class)
        .isThrownBy(() -> numbers.write(21))
        .matches(stopped -> stopped.code() == Code.STOPPED);
    database = SqliteDatabase.open(folder.resolve("test.db"));
    assertThat(Numbers.in(database).all()).hasSize(20);
  }

  @Test
  void statementsAreUsedAgainWithoutWhatWasLeftInThem() {
    database.write(
        connection -> {
          var abandoned = connection.prepareStatement("insert into numbers values (?)");
          abandoned.setLong(1, 7);
          abandoned.addBatch();
          return true;
        });
    database.write(
        connection -> {
          try (var statement = connection.prepareStatement("insert into numbers values (?)")) {
            statement.setLong(1, 8);
            statement.addBatch();
            return statement.executeBatch().length;
          }
        });
    assertThat(numbers.all()).containsExactly(8L);
  }

  private void limitPages(String pragma) {
    database.write(
        connection -> {
          try (var statement = connection.prepareStatement(pragma);
              var row = statement.executeQuery()) {
            return row.next();
          }
        });
  }

  private static boolean fill(Connection connection) throws SQLException {
    for (long number = 1000; number < 100_000; number++) {
      Numbers.insert(connection, number);
    }
    return true;
  }

  private static Code code(@Nullable Throwable thrown) {
    return ((HooksException) Objects.requireNonNull(thrown)).code();
  }

  private interface Borrowed {
    void with(Connection connection) throws SQLException;
  }

  /** A process that opens a database, and whose exit code says whether it could. */
  static final class DatabaseOpener {

    static final int OPENED = 0;
    static final int REFUSED = 3;
    private static final int FAILED = 4;

    private DatabaseOpener() {}

    /** Starts one and waits for its end; its exit code. */
    static int inAnotherProcess(Path file) throws IOException, InterruptedException {
      return new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              DatabaseOpener.class.getName(),
              file.toString())
          .inheritIO()
          .start()
          .waitFor();
    }

    /** Its argument is the file. */
    public static void main(String[] arguments) {
      try {
        SqliteDatabase.open(Path.of(arguments[0])).close();
      } catch (HooksException refusal) {
        System.exit(refusal.code() == Code.STORE_LOCKED ? REFUSED : FAILED);
      }
      System.exit(OPENED);
    }
  }
}
