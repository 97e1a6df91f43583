package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.InterruptedReads;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.SubjectFilter;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TestSettlements;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another node settles an old delivery while it is looked which events can go. */
class SweepMeanwhileTest {

  private static final EventType TYPE = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();

  @Test
  void anEventStaysOfWhichADeliveryEndsBetweenTwoLooks() {
    String name = Server.ONE.newDatabase();
    try (var database = new InterruptedReads(OpenPostgres.on(name));
        OpenPostgres others = OpenPostgres.on(name)) {
      PostgresStore.Opened sweeping = opened(database, "one");
      PostgresStore.Opened other = opened(others, "two");
      other
          .store()
          .webhooks()
          .add(Webhook.of("any", "https://e", Webhook.Subscription.to(TYPE), clock.instant()));
      Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of("one"));
      Delivery old =
          others
              .write(connection -> other.store().outbox().append(connection, event))
              .due()
              .getFirst()
              .delivery();
      clock.advance(Duration.ofDays(10));
      database.between(
          "min(low) from results",
          "from marks m",
          () ->
              other
                  .store()
                  .settlements()
                  .settle(List.of(TestSettlements.ended(old, 200, clock.instant()))));

      sweeping.store().retention().sweep(clock.instant().minus(Duration.ofDays(5)), 100);

      assertThat(database.happened()).isTrue();
      assertThat(others.<Long>read(c -> Sql.number(c, "select count(*) from events"))).isEqualTo(1);
      assertThat(other.store().log().find(old.id())).isPresent();
      StoreConsistency.check(others, other.context());
    }
  }

  private PostgresStore.Opened opened(Database database, String node) {
    return PostgresStore.opened(
        database,
        Embedder.of(new TestCipher(), SubjectFilter::read),
        clock,
        Node.named(node),
        StoreLimits.DEFAULT);
  }
}
