package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery is looked up in a few blocks, however many there are. */
class FewBlocksTest {

  private static final EventType TYPE = new EventType("asset_create");
  private static final int WEBHOOKS = 10;
  private static final long READ_MAX = 4 * WEBHOOKS;

  /** A thousand blocks of each webhook, before all numbers that the store gives. */
  private static final String BLOCKS =
      """
      insert into chunks (number, webhook, low, high, n, created_from, created_to, ended_from,
        ended_to, last_ended, statuses)
      select w.key * 1000 + g, w.key, g * 100 - 1000000, g * 100 - 999901, 1, 0, 0, 0, 0, 0, 1
      from webhooks w, generate_series(0, 999) g
      """;

  private static final String READ =
      """
      select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
      from pg_stat_xact_user_tables where relname = 'chunks'
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theHeadersOfAllOthersAreNotRead(boolean analyzed) {
    ManualClock clock = new ManualClock();
    try (OpenPostgres database = OpenPostgres.on(Server.ONE.newDatabase())) {
      var opened =
          PostgresStore.opened(
              database,
              Embedder.of(new TestCipher(), SubjectFilter::read),
              clock,
              Node.named("tested"),
              StoreLimits.DEFAULT);
      for (int i = 0; i < WEBHOOKS; i++) {
        Webhook.Subscription to = Webhook.Subscription.to(TYPE);
        opened.store().webhooks().add(Webhook.of("w" + i, "https://e/", to, clock.instant()));
      }
      byte[] data =
          FirstAttempt.pack(List.of(new FirstAttempt(-1_000_000, 0, 1, 0, 0, 0, 0, 200, 0, 0)));
      database.write(
          connection -> {
            Sql.update(connection, BLOCKS);
            Sql.update(
                connection, "insert into chunk_data select number, ? from chunks", (Object) data);
            return analyzed ? Sql.update(connection, "analyze chunks, chunk_data") : 0;
          });
      Event event = Event.of(TYPE, "s", clock.instant(), new TextSnapshot("any"));
      database.write(connection -> opened.store().outbox().append(connection, event));

      long read =
          database.read(
              connection -> {
                DeliveryReader reader = DeliveryReader.atOneMoment(opened.context(), connection);
                var found = reader.ofEvents(reader.events().find(List.of(event.id())));
                assertThat(found).hasSize(WEBHOOKS);
                return Sql.number(connection, READ);
              });
      assertThat(read).isLessThanOrEqualTo(READ_MAX);
    }
  }
}
