package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the order of the changes counts, a reader passes nothing that is committed later. */
class OrderedReadsTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;
  Webhook webhook;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    webhook = Webhook.of("any", "https://e", Webhook.Subscription.to(CREATED), clock.instant());
    store.webhooks().add(webhook);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatAnOpenTransactionRecordedFirstIsWaitedFor() throws Exception {
    try (Connection first = transaction();
        Connection second = transaction()) {
      record(first, "first");
      record(second, "second");
      second.commit();
      assertThat(inSequence()).isEmpty();
      first.commit();
    }
    await("first", "second");
  }

  /** The writer commits in order by itself, and waits for nobody else in the database. */
  @Test
  void theWriterWaitsForNoTransactionOfOthers() throws Exception {
    try (Connection other = transaction();
        var statement = other.createStatement()) {
      statement.execute("select pg_current_xact_id()");
      database.write(connection -> record(connection, "alone"));
      assertThat(inSequence()).containsExactly("alone");
      other.rollback();
    }
  }

  /** Settling, for one, and whatever else an application does in its database. */
  @Test
  void aTransactionThatRecordsNothingIsNotWaitedFor() throws Exception {
    try (Connection recording = transaction();
        Connection other = transaction();
        var statement = other.createStatement()) {
      statement.execute("select pg_current_xact_id()");
      record(recording, "first");
      recording.commit();
      assertThat(inSequence()).containsExactly("first");
      other.rollback();
    }
  }

  /** What is undone up to a savepoint loses the locks that it has taken since. */
  @Test
  void aTaskThatRecordsAfterOthersOfItsGroupHaveFailedIsWaitedFor() throws Exception {
    database.write(
        connection -> {
          for (int i = 0; i < 5; i++) { // so that the next group fetches numbers for more than one
            record(connection, "before");
          }
          return true;
        });
    AtomicBoolean waitedFor = new AtomicBoolean();
    Queue queue = new Queue(database);
    CompletableFuture<Void> failed =
        queue.add(
            () ->
                database.write(
                    one -> {
                      record(one, "failing");
                      throw new IllegalArgumentException("no");
                    }));
    queue.settle();
    CompletableFuture<Void> later =
        queue.add(
            () ->
                database.write(
                    one -> {
                      record(one, "after");
                      waitedFor.set(
                          ofAnother(() -> database.read(OrderedReadsTest::anyoneRecords)));
                      return true;
                    }));
    queue.run();
    assertThatThrownBy(failed::join).hasRootCauseMessage("no");
    later.join();
    assertThat(waitedFor).isTrue();
  }

  /** On a thread that has no connection. */
  private static boolean ofAnother(Supplier<Boolean> work) {
    return CompletableFuture.supplyAsync(work).join();
  }

  private static boolean anyoneRecords(Connection other) throws SQLException {
    return !Sql.any(
        other, "select 1 where pg_try_advisory_xact_lock(" + PostgresHorizon.RECORDING + ")");
  }

  private Connection transaction() throws SQLException {
    Connection connection = database.pool().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private boolean record(Connection connection, String subject) throws SQLException {
    Event event = Event.of(CREATED, subject, clock.instant(), new TextSnapshot(subject));
    return store.outbox().append(connection, store.outbox().fanOut(event)).due().size() == 1;
  }

  private void await(String... subjects) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (inSequence().size() < subjects.length && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertThat(inSequence()).containsExactly(subjects);
  }

  private List<String> inSequence() {
    return store.due().inSequence(webhook.id(), -1, 10).stream()
        .map(due -> due.delivery().subject())
        .toList();
  }
}
