package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.Due;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.testkit.ManualClock;
import dev.carillon.hooks.testkit.TestCipher;
import dev.carillon.hooks.testkit.TextSnapshot;
import dev.carillon.hooks.webhook.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePlansTest {

  private static final int OTHERS = 200_000;

  /** So many other deliveries, far more than can be read within the limit of this test. */
  private static final String FILL =
      """
      with recursive n (i) as (select 1 union all select i + 1 from n where i < %d)
      insert into deliveries
        (sequence, id, event, webhook, state, owner, attempts, ended_at, created_at,
         first_status, first_at, first_duration)
      select 1000 + i, 'none' || i, 1000 + i, 0, 1, 0, 1, 0, 0, 204, 0, 0 from n
      """
          .formatted(OTHERS);

  @TempDir Path folder;

  @Test
  void findingOneDeliveryDoesNotReadTheOthers() {
    ManualClock clock = new ManualClock();
    try (SqliteDatabase database = SqliteFixture.database(folder.resolve("store.db"))) {
      Store store = SqliteFixture.store(database, new TestCipher(), clock);
      EventType type = new EventType("asset_create");
      store
          .webhooks()
          .add(Webhook.of("any", "https://e", Webhook.Subscription.to(type), clock.instant()));
      Event event = Event.of(type, "picture", clock.instant(), new TextSnapshot("picture"));
      Due due =
          database.write(connection -> store.outbox().append(connection, event)).due().getFirst();
      database.write(
          connection -> {
            try (var statement = connection.prepareStatement(FILL)) {
              return statement.executeUpdate();
            }
          });

      Delivery.Id id = due.delivery().id();
      assertThat(store.deliveries().find(id)).contains(due.delivery());
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        assertThat(store.deliveries().find(id)).isPresent();
        assertThat(store.attempts().of(id)).isEmpty();
      }
      // reading all of them 400 times takes more than ten times as long on any machine
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }
}
