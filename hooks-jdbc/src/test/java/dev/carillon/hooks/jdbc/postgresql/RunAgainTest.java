package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Queue;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a group has opened and closed in memory, when it loses against others and runs again. */
class RunAgainTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();
  private OpenPostgres database;
  private PostgresStore.Opened opened;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    opened =
        PostgresStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            Node.named("node"),
            StoreLimits.DEFAULT);
    webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    opened.store().webhooks().add(webhook);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatItRecordsAndSettlesCountsOnce() throws Exception {
    DueDelivery delivered = database.write(this::record);
    DueDelivery failed = database.write(this::record);
    AtomicReference<DueDelivery> recorded = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger recordings = new AtomicInteger();
    Queue queue = new Queue(database);
    queue.call(
        () ->
            recorded.set(
                database.write(
                    connection -> {
                      recordings.incrementAndGet();
                      return record(connection);
                    })));
    queue.settle();
    queue.call(() -> opened.store().settlements().settle(List.of(delivered(delivered))));
    queue.settle();
    queue.call(() -> opened.store().settlements().settle(List.of(failed(failed))));
    queue.settle();
    queue.call(() -> database.write(connection -> loseOnce(connection, runs)));
    queue.run();

    assertThat(runs).hasValue(2);
    assertThat(recordings).as("all were in one group").hasValue(2);
    StoreConsistency.check(database, opened.context());
    assertThat(opened.store().due().inSequence(webhook.id(), -1, 10))
        .extracting(due -> due.delivery().sequence())
        .containsExactly(
            failed.delivery().sequence(),
            Objects.requireNonNull(recorded.get()).delivery().sequence());
    assertThat(opened.store().due().dueCount(webhook.id(), clock.instant(), 10)).isEqualTo(2);
    assertThat(opened.store().attempts().of(delivered.delivery().id())).hasSize(1);
    assertThat(opened.store().attempts().of(failed.delivery().id())).hasSize(1);
  }

  private DueDelivery record(Connection connection) throws SQLException {
    Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
    return opened.store().outbox().append(connection, event).due().getFirst();
  }

  private static boolean loseOnce(Connection connection, AtomicInteger runs) throws SQLException {
    if (runs.incrementAndGet() == 1) {
      try (var statement = connection.createStatement()) {
        statement.execute(
            "do $$ begin raise exception 'another went first' using errcode = '40001'; end $$");
      }
    }
    return true;
  }

  private Settlement delivered(DueDelivery due) {
    return TestSettlements.ended(due.delivery(), 200, now());
  }

  private Settlement failed(DueDelivery due) {
    return TestSettlements.settled(
        due.delivery(), TestSettlements.attempt(1, 503, now()), new DeliveryState.Pending(now()));
  }

  private Instant now() {
    return clock.instant();
  }
}
