package dev.carillon.hooks.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.EventPublisher;
import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.WebhookRegistration;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.testkit.HooksAssertions;
import dev.carillon.hooks.testkit.ReceivedWebhook;
import dev.carillon.hooks.testkit.WebhookReceiver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed/from-an-outbox.md} shows. */
class FromAnOutboxPageTest {

  private static final String OUTBOX =
      """
      create table outbox (
        id bigint generated always as identity primary key,
        type text not null,
        aggregate_id text not null,
        payload text not null,
        created_at timestamptz not null,
        sent_at timestamptz)
      """;

  private static final String UNSENT =
      """
      select id, type, aggregate_id, payload, created_at from outbox
      where sent_at is null order by id limit 500 for update skip locked
      """;

  @Test
  void whatWasNotSentIsSent() throws SQLException {
    try (HikariDataSource dataSource = ShopDatabase.postgres();
        WebhookReceiver receiver = WebhookReceiver.start();
        Hooks hooks = Hooks.builder(dataSource).key(new byte[32]).allowLoopback().start()) {
      fill(dataSource);
      hooks
          .webhooks()
          .register(WebhookRegistration.of("shipping", receiver.url()).types("order.placed"));

      int moved;
      do {
        moved = hooks.transaction(connection -> move(connection, hooks));
      } while (moved > 0);

      assertThat(receiver.next(600, Duration.ofSeconds(20)))
          .extracting(ReceivedWebhook::text)
          .doesNotHaveDuplicates();
      assertThat(ShopDatabase.number(dataSource, "select count(*) from outbox")).isEqualTo(100);
      HooksAssertions.assertThat(hooks)
          .published("order.placed")
          .times(600)
          .allSatisfy(
              event -> assertThat(event.time()).isEqualTo(Instant.parse("2026-03-04T05:06:07Z")));
    }
  }

  private static void fill(HikariDataSource dataSource) throws SQLException {
    ShopDatabase.execute(dataSource, OUTBOX);
    ShopDatabase.execute(
        dataSource,
        """
        insert into outbox (type, aggregate_id, payload, created_at, sent_at)
        select 'order.placed', n::text, '{"order":' || n || '}', '2026-03-04T05:06:07Z',
          case when n > 600 then now() end
        from generate_series(1, 700) n
        """);
  }

  static int move(Connection connection, EventPublisher webhooks) throws SQLException {
    int moved = 0;
    try (var unsent = connection.prepareStatement(UNSENT);
        var delete = connection.prepareStatement("delete from outbox where id = ?");
        var row = unsent.executeQuery()) {
      while (row.next()) {
        Event event =
            Event.of(
                new EventType(row.getString("type")),
                row.getString("aggregate_id"),
                row.getTimestamp("created_at").toInstant(),
                Snapshot.of(row.getString("payload")));
        webhooks.publish(connection, event);
        delete.setLong(1, row.getLong("id"));
        delete.executeUpdate();
        moved++;
      }
    }
    return moved;
  }
}
