package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What embedders record in transactions of their own, of whose end the store does not hear. */
class OwnTransactionTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();
  private final TestCipher cipher = new TestCipher();
  private final String name = Server.ONE.newDatabase();
  private final List<OpenPostgres> databases = new ArrayList<>();
  private OpenPostgres database;
  private PostgresStore.Opened opened;
  private Webhook webhook;

  @BeforeEach
  void open() {
    next();
    webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    opened.store().webhooks().add(webhook);
  }

  private void next() {
    database = OpenPostgres.on(name);
    databases.add(database);
    Embedder embedder = Embedder.of(cipher, SubjectFilter::read);
    opened =
        PostgresStore.opened(database, embedder, clock, Node.named("node"), StoreLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    StoreConsistency.check(database, opened.context());
    databases.forEach(OpenPostgres::close);
  }

  @Test
  void theirDeliveriesHaveRowsAndAreSentInTheirPlace() throws Exception {
    DueDelivery before = record();
    Receipt own;
    try (Connection connection = own()) {
      own = opened.store().outbox().append(connection, event());
      assertThat(own.trusted()).isFalse();
      assertThat(opened.store().due().ofEvent(own.event())).isEmpty();
      connection.commit();
    }
    DueDelivery after = record();
    DueDelivery mine = own.due().getFirst();

    assertThat(opened.store().due().ofEvent(own.event())).containsExactly(mine);
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10))
        .containsExactly(before, mine, after);
    settle(mine);
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10))
        .containsExactly(before, after);
    assertThat(opened.store().attempts().of(mine.delivery().id()))
        .extracting(Attempt::outcome)
        .containsExactly(new Outcome.Accepted(ReceiverResponse.of(200)));
  }

  /** As after a crash of the database: the last numbers that a sequence gave are not flushed. */
  @Test
  void numbersThatTheDatabaseForgotAreNotGivenAgain() throws Exception {
    settle(record());
    DueDelivery before = record();
    settle(before);
    database.write(c -> Sql.number(c, "select setval('delivery_sequence', 1)"));
    DueDelivery after = record();

    assertThat(after.delivery().sequence()).isGreaterThan(before.delivery().sequence());
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10)).containsExactly(after);
  }

  @Test
  void soAreManyThatItForgot() {
    settle(record());
    DueDelivery before = record();
    settle(before);
    long far = before.delivery().sequence() + 10_000_000;
    database.write(c -> new SequenceNumbers(far).take(c, 1));
    assertThat(record().delivery().sequence()).isGreaterThan(far);
  }

  /** Several nodes do so after a crash, while others take numbers already. */
  @Test
  void whileOneLeavesForgottenNumbersOutAnotherIsGivenNoneTwice() {
    var other = CompletableFuture.supplyAsync(this::numbersThatDoNotGrow);
    Set<Long> own = new HashSet<>();
    long ahead = 0;
    do {
      long known = ahead++ % 50 * 100;
      assertThat(own.add(database.write(c -> behind(c, SequenceNumbers.lastOf(c) + known))))
          .isTrue();
    } while (!other.isDone());
    assertThat(other.join()).isZero();
  }

  /** What a node takes to which this number is known to have been given. */
  private static long behind(Connection connection, long known) throws SQLException {
    long number = new SequenceNumbers(known).take(connection, 1);
    assertThat(number).isGreaterThan(known);
    return number;
  }

  /** How many of those that another takes are not greater than the one before. */
  private long numbersThatDoNotGrow() {
    try (Connection connection = database.pool().getConnection()) {
      return Sql.number(
          connection,
          """
          select count(*)
          from (
            select number, lag(number) over () as before
            from (select nextval('delivery_sequence') as number from generate_series(1, 5000000))
              as taken) as pairs
          where number <= before
          """);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Its commit may still be under way in the database: what it opened is not known before. */
  @Test
  void whatIsOpenIsReadAnewOnceALostTransactionHasEnded() throws Exception {
    record();
    try (Connection lost = own()) {
      Sql.any(lost, "select 1 from nodes where epoch = ? for key share", opened.context().owner());
      opened.context().open().doubtful();
      var next = CompletableFuture.supplyAsync(this::record);
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> next.get(300, TimeUnit.MILLISECONDS));
      lost.rollback();
      assertThat(next.get(30, TimeUnit.SECONDS).delivery().attempts()).isZero();
    }
  }

  @Test
  void whatWasRolledBackLeavesNothing() throws Exception {
    try (Connection connection = own()) {
      opened.store().outbox().append(connection, event());
      connection.rollback();
    }
    DueDelivery due = record();
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10)).containsExactly(due);
  }

  @Test
  void oneThatIsCommittedAfterATakeOverIsFoundByTheNextOwner() throws Exception {
    DueDelivery open = record();
    DueDelivery late;
    try (Connection connection = own()) {
      late = opened.store().outbox().append(connection, event()).due().getFirst();
      opened.store().lease().release();
      next();
      assertThat(opened.store().due().inSequence(webhook.id(), -1, 10)).containsExactly(open);
      connection.commit();
    }
    opened.store().ports().lease().takeOver();
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10)).containsExactly(open, late);
    settle(open);
    settle(late);
    assertThat(opened.store().due().earliestDue()).isEmpty();
  }

  private Connection own() throws SQLException {
    Connection connection = database.pool().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private Event event() {
    return Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
  }

  private DueDelivery record() {
    return database
        .write(connection -> opened.store().outbox().append(connection, event()))
        .due()
        .getFirst();
  }

  private void settle(DueDelivery due) {
    opened
        .store()
        .settlements()
        .settle(List.of(TestSettlements.ended(due.delivery(), 200, clock.instant())));
  }
}
